"""A class on one server, set up with the commands of docs/deploy.md, with real Unix users."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import skip_or_fail

pytestmark = pytest.mark.slow
NAMESPACES = ("--mount", "--pid", "--net", "--fork", "--kill-child", "--propagation", "private")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen of the class, see class_server.py."""
    if os.geteuid() != 0:
        skip_or_fail("only root can make Unix users, in namespaces of its own")
    script = Path(__file__).with_name("class_server.py")
    folder = tmp_path_factory.mktemp("class")
    done = subprocess.run(
        ["unshare", *NAMESPACES, sys.executable, str(script), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_each_part_runs_as_its_own_user(found: dict[str, Any]) -> None:
    assert found["users"] == {
        "-m jupyterhub": ["root"],
        "singleuser": ["bob", "grader"],
        "teams_service": ["leaderboard"],
        "leaderboard serve": ["leaderboard"],
        " watch": ["grader"],
        " work": ["grader"],
    }


def test_a_student_hands_in_under_the_own_name(found: dict[str, Any]) -> None:
    assert found["handed_in"] == {"name": "bob", "owner": "bob"}


def test_a_student_can_read_nothing_that_is_not_theirs(found: dict[str, Any]) -> None:
    assert len(found["read"]) == 13
    assert [path for path, can in found["read"].items() if can] == []


def test_the_board_is_shown_and_frozen_by_two_users_who_share_one_folder(found: dict[str, Any]) -> None:
    assert found["board"] == {"teams": True, "student_reviews": 403, "asked": 200, "final": True}


def test_the_boards_page_can_read_what_is_published_and_nothing_of_the_course(found: dict[str, Any]) -> None:
    assert found["page_reads_board"]
    assert len(found["page_reads"]) == 7
    assert [path for path, can in found["page_reads"].items() if can] == []


def test_only_instructors_open_the_course(found: dict[str, Any]) -> None:
    pages = [f"/services/{name}/" for name in ("convclass/formgrader", "teams", "queue", "leaderboard")]
    assert found["ada"] == dict.fromkeys(pages, 200)
    assert found["bob"] == dict(zip(pages, [403, 200, 403, 200], strict=True))


def test_a_hand_in_is_graded_by_itself(found: dict[str, Any]) -> None:
    job = found["graded"]
    assert (job["student"], job["assignment"], job["state"]) == ("bob", "manual_convolution", "graded")


def test_a_students_server_goes_on_while_the_hub_is_started_anew(found: dict[str, Any]) -> None:
    assert found["ended"] == 0 and found["survived"]
    assert found["after_kill"]["/user/bob/api/status"] == 200, "the new hub knows the server"


def test_a_hub_that_was_killed_is_started_again_with_all_its_parts(found: dict[str, Any]) -> None:
    assert {code for path, code in found["after_kill"].items() if path.startswith("/services/")} == {200}
    assert found["users_after_kill"] == found["users"], "nothing of the one before is left"


def test_a_second_hub_is_refused(found: dict[str, Any]) -> None:
    assert found["second"].startswith("1 ") and "runs already" in found["second"]


def test_only_who_is_listed_gets_in_with_the_own_password(found: dict[str, Any]) -> None:
    assert found["wrong_password"] == 403
    assert found["stranger"] == 403


def test_the_hub_does_not_start_where_students_could_read_too_much(found: dict[str, Any]) -> None:
    for path, told in found["refused"].items():
        assert told.startswith("1 "), path
        assert path in told
        assert "Traceback" not in told
