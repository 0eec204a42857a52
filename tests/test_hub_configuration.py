"""What the hub's configuration of a demo says about its leaderboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import skip_or_fail
from traitlets.config import Config

from autograder.hub import proxy
from autograder.hub.classroom import VARIABLE, Classroom
from autograder.hub.configuration import configure
from leaderboard.hub import INSTRUCT


def configured(folder: Path, assignment: str, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The configuration of a demo whose course has an assignment."""
    monkeypatch.setenv(VARIABLE, str(folder))
    (folder / "course" / "source" / assignment).mkdir(parents=True)
    config = Config()
    # what JupyterHub's lists begin with, as they are in a configuration file
    config.JupyterHub.load_roles, config.JupyterHub.services = [], []
    classroom = Classroom(
        course_dir=folder / "course",
        state_dir=folder / "state",
        profiles_dir=folder / "profiles",
        instructors=frozenset({"ada"}),
        students=frozenset({"bob"}),
        exchange=folder / "exchange",
        demo=True,
    )
    try:
        configure(config, classroom)
    except proxy.ProxyMissing as error:
        skip_or_fail(str(error))
    return config


def test_a_demo_with_the_team_project_has_a_leaderboard_for_both_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(tmp_path, "celebrity_project", monkeypatch)
    services = {service["name"]: service for service in config.JupyterHub.services}
    page, worker = services["leaderboard"], services["leaderboard-worker"]
    assert str(tmp_path / "course" / "board") in page["command"] and page["display"]
    assert worker["command"][-1] == "work" and not worker["display"]
    scopes: dict[str, set[str]] = {}
    for role in config.JupyterHub.load_roles:
        for name in (*role.get("groups", ()), *role.get("services", ())):
            scopes.setdefault(name, set()).update(role["scopes"])
    access = "access:services!service=leaderboard"
    assert access in scopes["nbgrader-convclass"] and access in scopes["formgrade-convclass"]
    instructs = {name for name, found in scopes.items() if any(INSTRUCT in scope for scope in found)}
    assert instructs == {"formgrade-convclass"}
    assert scopes["leaderboard"] == scopes["leaderboard-worker"] == {"list:groups", "read:groups"}
    assert len({role["name"] for role in config.JupyterHub.load_roles}) == len(config.JupyterHub.load_roles)


def test_a_course_without_the_project_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured(tmp_path, "keras_cnn", monkeypatch)
    assert {service["name"] for service in config.JupyterHub.services} == {"convclass", "queue", "teams"}
