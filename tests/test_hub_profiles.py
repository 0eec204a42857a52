"""The profiles by role, as Jupyter itself reads them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from test_hub_classroom import classroom

from autograder.hub import profiles
from autograder.hub.profiles import Role

# What a Jupyter server and JupyterLab make of their configuration.
READ = """
import json
from jupyter_core.paths import jupyter_config_path
from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_server.serverapp import ServerApp
from jupyterlab_server.config import get_page_config
from nbgrader.apps import NbGrader
manager = ExtensionConfigManager(read_config_path=jupyter_config_path())
server = ServerApp()
server.load_config_file(suppress_errors=False)
grader = NbGrader()
grader.load_config_file()
page = get_page_config([])
print(json.dumps({
    "server": manager.get_jpserver_extensions(),
    "headers": server.tornado_settings["headers"],
    "shutdown": server.config.ServerApp.get("shutdown_no_activity_timeout", 0),
    "lab": page["disabledExtensions"],
    "nbgrader": {name: dict(grader.config[name]) for name in ("CourseDirectory", "Exchange")},
}, default=str))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[Role, dict[str, dict[str, object]]]:
    folder = tmp_path_factory.mktemp("profiles")
    room = replace(classroom(folder), exchange=folder / "exchange", demo=True)
    profiles.write(room)
    profiles.write(room)  # each start of the hub writes them again
    return {role: _read(folder, profiles.folder(room, role)) for role in Role}


def _read(home: Path, profile: Path) -> dict[str, dict[str, object]]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "JUPYTER_CONFIG_PATH": str(profile)}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=home,
        env={**environment, "JUPYTERHUB_USER": "bob"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_extensions_and_no_others(
    read: dict[Role, dict[str, dict[str, object]]], role: Role
) -> None:
    server = {name.rsplit(".", 1)[1]: on for name, on in read[role]["server"].items() if "nbgrader" in name}
    lab = read[role]["lab"]
    wanted = {
        Role.STUDENT: {"assignment_list", "validate_assignment"},
        Role.INSTRUCTOR: {"assignment_list", "validate_assignment", "course_list"},
        Role.COURSE: {"formgrader", "validate_assignment"},
    }[role]
    assert {name for name, on in server.items() if on} == wanted
    for name in ("assignment-list", "course-list", "formgrader", "validate-assignment"):
        assert (f"@jupyter/nbgrader:{name}" in lab) is (name.replace("-", "_") not in wanted), name


def test_the_formgrader_may_be_shown_in_jupyterlabs_frame(
    read: dict[Role, dict[str, dict[str, object]]],
) -> None:
    assert read[Role.COURSE]["headers"]["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_idle_servers_end_but_not_the_courses(read: dict[Role, dict[str, dict[str, object]]]) -> None:
    assert read[Role.STUDENT]["shutdown"] == 3 * 3600
    assert read[Role.COURSE]["shutdown"] == 0


def test_nbgrader_knows_the_course_the_exchange_and_in_the_demo_the_student(
    read: dict[Role, dict[str, dict[str, object]]],
) -> None:
    for role in Role:
        found = read[role]["nbgrader"]
        assert found["CourseDirectory"]["course_id"] == "convclass"  # type: ignore[index]
        assert str(found["Exchange"]["root"]).endswith("/exchange")  # type: ignore[index]
    assert read[Role.STUDENT]["nbgrader"]["CourseDirectory"]["student_id"] == "bob"  # type: ignore[index]
    assert "student_id" not in read[Role.COURSE]["nbgrader"]["CourseDirectory"]  # type: ignore[operator]


def test_everybody_may_read_profiles(tmp_path: Path) -> None:
    room = classroom(tmp_path)
    profiles.write(room)
    files = [path for path in room.profiles_dir.rglob("*") if path.is_file()]
    assert len(files) == 4 * len(Role)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o644}
    text = (profiles.folder(room, Role.STUDENT) / "nbgrader_config.py").read_text()
    assert "JUPYTERHUB_USER" not in text, "in a class, the machine knows who hands in"
