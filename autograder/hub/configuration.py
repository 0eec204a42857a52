"""JupyterHub's configuration of a classroom; each function sets what belongs together."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.hub import preflight, profiles, proxy
from autograder.hub.classroom import PROJECT, SERVICE_VARIABLE, VARIABLE, Classroom, ClassroomUnusable
from autograder.hub.profiles import Role
from leaderboard.hub import hub_parts

TEAMS_SERVICE = "teams"
QUEUE_SERVICE = "queue"
# A user who has this scope may edit all teams.
TEAMS_SCOPE = "custom:teams:edit"
FORMGRADER = "lab?formgrader=true"
DEMO_NOTICE = (
    "<strong>Demo, for one trusted person.</strong> All code that is run here, notebooks included, "
    "runs as the same user of this machine and can read that user's files."
)
# Of the hub's environment, its servers get no more than this and what is set here.
_KEPT = (
    *("LANG", "LC_ALL", "TZ", "JUPYTERHUB_SINGLEUSER_APP"),
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"),
)

# How long a server may take to start: on a busy machine, reading Python's modules takes its time.
_START_SECONDS = 120


def configure(config: Config, classroom: Classroom) -> None:
    """Set up a hub for a classroom, and write what its servers read.

    What ``jupyterhub_config.py`` sets afterwards counts: another authenticator or spawner, HTTPS.

    Parameters
    ----------
    config
        What JupyterHub's ``get_config()`` returns.
    classroom
        The people, folders and addresses.

    Raises
    ------
    ClassroomUnusable
        When students of a class could get at what is not theirs, or something that they need is missing.
    autograder.hub.proxy.ProxyMissing
    """
    wrong = [] if classroom.demo else preflight.problems(classroom)
    if wrong:
        raise ClassroomUnusable("The hub is not started:\n  " + ";\n  ".join(wrong) + ".")
    profiles.write(classroom)
    _hub(config, classroom)
    _servers(config, classroom)
    _people(config, classroom)
    _services(config, classroom)
    if (classroom.course_dir / "source" / PROJECT).is_dir():
        _leaderboard(config, classroom)
    if classroom.demo:
        _demo(config)


def state_dir(config: Config) -> Path:
    """Return the folder of the own files of a hub that was configured."""
    return Path(config.JupyterHub.cookie_secret_file).parent


def _hub(config: Config, classroom: Classroom) -> None:
    ports, state = classroom.ports, classroom.state_dir
    config.JupyterHub.bind_url = f"http://{classroom.ip}:{ports.public}"
    config.JupyterHub.hub_ip = "127.0.0.1"
    config.JupyterHub.hub_port = ports.hub
    config.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
    config.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
    config.ConfigurableHTTPProxy.command = proxy.command()
    config.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports.proxy}"
    config.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
    # students' servers go on while the hub of a class is started anew
    config.JupyterHub.cleanup_servers = classroom.demo
    config.JupyterHub.default_url = _landing(classroom)


def _landing(classroom: Classroom) -> Any:
    """Where people arrive: instructors in the course, students on their own server."""

    def landing(handler: Any) -> str:
        user, base = handler.current_user, handler.base_url
        if user is None:
            return f"{handler.hub.base_url}home"
        if any(group.name == classroom.instructor_group for group in user.groups):
            return f"{base}services/{classroom.course}/{FORMGRADER}"
        return f"{handler.hub.base_url}spawn"

    return landing


def _servers(config: Config, classroom: Classroom) -> None:
    config.Spawner.cmd = [_script("jupyterhub-singleuser")]
    config.Spawner.default_url = "/lab"
    config.Spawner.env_keep = list(_KEPT)
    config.Spawner.environment = _environment(classroom, Role.STUDENT)
    config.Spawner.group_overrides = {
        "instructors": {
            "groups": [classroom.instructor_group],
            "spawner_override": {"environment": _environment(classroom, Role.INSTRUCTOR)},
        }
    }
    config.Spawner.poll_interval = 30
    config.Spawner.start_timeout = _START_SECONDS
    config.Spawner.http_timeout = _START_SECONDS
    # servers find out in which courses their users are and, for instructors, where the course is;
    # a server's token has no more than its user has
    scopes = ["users:activity!user", "access:servers!user", "read:users!user", "list:services"]
    config.JupyterHub.load_roles.append(
        {"name": "server", "scopes": [*scopes, f"read:services!service={classroom.course}"]}
    )


def _environment(classroom: Classroom, role: Role) -> dict[str, str]:
    """Environment of a server."""
    return {**_common(classroom), "JUPYTER_CONFIG_PATH": str(profiles.folder(classroom, role))}


def _common(classroom: Classroom) -> dict[str, str]:
    """Environment of all that the hub starts; nbgrader calls other commands of its installation by name."""
    folders = [sysconfig.get_path("scripts"), "/usr/local/bin", "/usr/bin", "/bin"]
    environment = {"PATH": os.pathsep.join(folders)}
    if classroom.demo:
        environment[VARIABLE] = os.environ[VARIABLE]
    return environment


def _script(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def _people(config: Config, classroom: Classroom) -> None:
    config.Authenticator.allowed_users = set(classroom.people)
    # who is not listed any more is not let in, though the hub still knows them
    config.Authenticator.allow_existing_users = False
    config.JupyterHub.load_groups = {group: {"users": users} for group, users in _members(classroom).items()}
    course = classroom.course
    config.JupyterHub.custom_scopes = {TEAMS_SCOPE: {"description": "Edit all teams"}}
    roles: list[dict[str, Any]] = [
        {
            "name": _role(classroom.instructor_group),
            "description": f"Instructors of {course}",
            "groups": [classroom.instructor_group],
            "scopes": [
                "list:services",
                f"read:services!service={course}",
                f"access:services!service={course}",
                f"access:services!service={TEAMS_SERVICE}",
                f"access:services!service={QUEUE_SERVICE}",
                TEAMS_SCOPE,
            ],
        },
        {
            "name": _role(classroom.student_group),
            "description": f"Students of {course}",
            "groups": [classroom.student_group],
            "scopes": [f"access:services!service={TEAMS_SERVICE}"],
        },
    ]
    for role in roles:
        config.JupyterHub.load_roles.append(role)


def _members(classroom: Classroom) -> dict[str, list[str]]:
    """The members of the course's groups."""
    return {
        classroom.instructor_group: sorted(classroom.instructors),
        classroom.student_group: sorted(classroom.students),
    }


def _role(group: str) -> str:
    """A role's name for a group: JupyterHub wants small letters."""
    return group.lower()


def _services(config: Config, classroom: Classroom) -> None:
    course = classroom.course
    add_service(
        config,
        classroom,
        {
            "name": course,
            "display": True,
            "oauth_no_confirm": True,  # it is part of the hub; asking for consent would only puzzle
            "url": f"http://127.0.0.1:{classroom.ports.course}",
            "command": [_script("jupyterhub-singleuser"), *_as_root(classroom, classroom.grader)],
            "cwd": str(classroom.course_dir),
            "user": classroom.grader,
            "environment": _environment(classroom, Role.COURSE),
        },
        # the grader asks for the teams
        scopes=["list:groups", "read:groups"],
    )
    add_service(
        config,
        classroom,
        {
            "name": TEAMS_SERVICE,
            "display": True,
            "oauth_no_confirm": True,
            "url": f"http://127.0.0.1:{classroom.ports.teams}",
            "command": [sys.executable, "-m", "autograder.hub.teams_service"],
            "user": classroom.service_user,
            "environment": {
                "CONVCLASS_COURSE": course,
                # the hub's configuration only adds to groups; the service takes out who has left
                "CONVCLASS_GROUPS": json.dumps(_members(classroom)),
                "CONVCLASS_TEAM_SIZE": str(classroom.team_size),
                "CONVCLASS_NOTICE": DEMO_NOTICE if classroom.demo else "",
            },
            "oauth_client_allowed_scopes": [TEAMS_SCOPE],
        },
        scopes=["list:groups", "read:groups", "groups", "admin:groups"],
    )
    add_service(
        config,
        classroom,
        {
            "name": QUEUE_SERVICE,
            "display": True,
            "oauth_no_confirm": True,
            "url": f"http://127.0.0.1:{classroom.ports.queue}",
            "command": [_script("autograder"), "--course-dir", str(classroom.course_dir), "watch"],
            "cwd": str(classroom.course_dir),
            "user": classroom.grader,
        },
        scopes=["list:groups", "read:groups"],
    )


def _leaderboard(config: Config, classroom: Classroom) -> None:
    """The leaderboard: its page, and the worker that takes in what is graded."""
    parts = hub_parts(
        classroom.board,
        students=classroom.student_group,
        instructors=classroom.instructor_group,
        port=classroom.ports.leaderboard,
    )
    page = {**parts.service, "user": classroom.service_user}
    add_service(config, classroom, page, scopes=parts.service_scopes)
    config.JupyterHub.load_roles.extend(role for role in parts.roles if "groups" in role)
    config.JupyterHub.custom_scopes.update(parts.custom_scopes)
    worker = {
        "name": f"{parts.service['name']}-worker",
        "command": [sys.executable, "-m", "leaderboard", "--course-dir", str(classroom.course_dir), "work"],
        "cwd": str(classroom.course_dir),
        "user": classroom.grader,
        "display": False,
    }
    add_service(config, classroom, worker, scopes=parts.service_scopes)


def add_service(
    config: Config, classroom: Classroom, service: dict[str, Any], scopes: list[str] | None = None
) -> None:
    """Add a service that the hub starts.

    Parameters
    ----------
    config
        JupyterHub's.
    classroom
        For whom.
    service
        As in ``c.JupyterHub.services``. Where `user` is empty, it runs as the hub's user. It gets the
        scripts of this environment on its PATH, and in the demo a home of its own.
    scopes
        What its token may do; its role is made of its name.
    """
    # the folder in which the hub was started may be for root only
    service = {"timeout": _START_SECONDS, "cwd": "/", **service}
    environment = {**_common(classroom), **service.get("environment", {})}
    if classroom.demo:  # nothing of the person's own settings, and none changed
        home = classroom.state_dir / "home" / service["name"]
        home.mkdir(parents=True, exist_ok=True)
        environment["HOME"] = str(home)
    else:
        environment[SERVICE_VARIABLE] = str(classroom.state_dir)
    service["environment"] = environment
    if not service.get("user"):
        service.pop("user", None)
    config.JupyterHub.services.append(service)
    if scopes:
        role = {"name": f"service-{service['name'].lower()}", "services": [service["name"]], "scopes": scopes}
        config.JupyterHub.load_roles.append(role)


def _as_root(classroom: Classroom, user: str) -> list[str]:
    """Jupyter refuses to run as root, unless it is told that this is meant."""
    runs_as_root = os.geteuid() == 0 and user in ("", "root")
    return ["--allow-root"] if classroom.demo and runs_as_root else []


def _demo(config: Config) -> None:
    """The demo's spawner and notice; who may log in is set by `autograder.hub.demo`."""
    config.JupyterHub.spawner_class = "simple"
    config.JupyterHub.template_vars = {"announcement": DEMO_NOTICE}
    if os.geteuid() == 0:
        config.Spawner.args = ["--allow-root"]
