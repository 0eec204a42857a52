"""Jupyter's configuration by role, as folders for JUPYTER_CONFIG_PATH.

nbgrader's extensions are all switched on where it is installed. Here, students keep the assignments and
the validation; instructors have on their own server the list of courses besides; and the server in the
course directory has the formgrader.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.files import replaced
from autograder.hub.classroom import Classroom

# nbgrader's extensions: of the server, and of JupyterLab.
_SERVER = {
    "assignment-list": "nbgrader.server_extensions.assignment_list",
    "course-list": "nbgrader.server_extensions.course_list",
    "formgrader": "nbgrader.server_extensions.formgrader",
    "validate-assignment": "nbgrader.server_extensions.validate_assignment",
}
_LAB = (*_SERVER, "create-assignment")
_KERNEL_IDLE = 3600  # seconds
_SERVER_IDLE = 3 * 3600


class Role(StrEnum):
    """Whose server a profile is for; `COURSE` is the one in the course directory."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    COURSE = "course"


EXTENSIONS = {
    Role.STUDENT: ("assignment-list", "validate-assignment"),
    Role.INSTRUCTOR: ("assignment-list", "validate-assignment", "course-list"),
    Role.COURSE: ("formgrader", "validate-assignment", "create-assignment"),
}


def folder(classroom: Classroom, role: Role) -> Path:
    """Return the folder of a role's profile."""
    return classroom.profiles_dir / role


def write(classroom: Classroom) -> None:
    """Write the profiles of all roles; everybody may read them, and they hold no secret."""
    for role in Role:
        top = folder(classroom, role)
        for name, content in (
            # Jupyter looks for extensions in the folder only, and for everything else in the file only
            (Path("jupyter_server_config.d") / "convclass.json", _json(_extensions(EXTENSIONS[role]))),
            (Path("jupyter_server_config.json"), _json(_server(role))),
            (Path("labconfig") / "page_config.json", _json(_page(EXTENSIONS[role]))),
            (Path("nbgrader_config.py"), _nbgrader(classroom, role)),
        ):
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(path, mode=0o644) as file:
                file.write(content.encode())


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n"


def _extensions(wanted: Iterable[str]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {module: name in wanted for name, module in _SERVER.items()}}
    }


def _server(role: Role) -> dict[str, Any]:
    app: dict[str, Any] = {
        # JupyterLab shows the formgrader in a frame, which the hub forbids otherwise
        "tornado_settings": {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}},
    }
    if role is not Role.COURSE:  # that one is a service of the hub, which would start it again
        app["shutdown_no_activity_timeout"] = _SERVER_IDLE
    cull = {"cull_idle_timeout": _KERNEL_IDLE, "cull_interval": 300}
    return {"ServerApp": app, "MappingKernelManager": cull}


def _page(wanted: Iterable[str]) -> dict[str, Any]:
    disabled = {f"@jupyter/nbgrader:{name}": name not in wanted for name in _LAB}
    # the one asks at the first start whether to fetch news from the web, the other installs from there
    others = ("@jupyterlab/apputils-extension:announcements", "@jupyterlab/extensionmanager-extension:plugin")
    return {"disabledExtensions": {**disabled, **dict.fromkeys(others, True)}}


def _nbgrader(classroom: Classroom, role: Role) -> str:
    lines = [
        '"""Written by the hub at each start."""',
        "",
        "import os",
        "",
        "c = get_config()",
        f"c.CourseDirectory.course_id = {classroom.course!r}",
        f"c.Exchange.root = {str(classroom.exchange)!r}",
    ]
    if role is not Role.COURSE:
        # who is in which course is known to the hub
        lines.append('c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"')
        if classroom.demo:  # nbgrader asks the machine who hands in, and here all are the same user of it
            lines.append('c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]')
    return "\n".join(lines) + "\n"
