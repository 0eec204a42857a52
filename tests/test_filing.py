"""A real autograde, up to the board: what nbgrader passes over or gives up is a failed entry of the team."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import board_course
import pytest
import tiny_course
from click.testing import CliRunner
from course import api
from tiny_course import RIGHT, WRONG, Tiny

from autograder import grading
from autograder.cli import main
from autograder.datasets.heldout import HeldOut
from leaderboard.documents import team_key
from leaderboard.worker import update

NAME = "ranked"
SUITE = """
import numpy as np
import pytest
from autograder.outcomes import Outcome
from autograder.student import Call

@pytest.mark.graded(cell="test_double", points=2.0, asks="double(x) is twice x")
def test_double(student, heldout, entry):
    (answer,) = student.call_many("double", [Call((21,))])
    if answer.failure is not None or answer.value != 42:
        entry.fail(Outcome.WRONG, "not twice as much")
    assert answer.failure is None and answer.value == 42, "not twice as much"
    labels = heldout.faces().labels
    entry.record(np.eye(8)[labels] * 0.2 + 0.1, 0.5)
"""
TEAMS = {"ada": "alpha", "bob": "beta", "cy": "gamma", "di": "delta", "ed": "epsilon"}


@pytest.fixture(scope="module")
def course(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """A class whose hand-ins go wrong in several ways."""
    course = tiny_course.make(tmp_path_factory.mktemp("filing"), (NAME,))
    (course.root / "hidden" / f"{NAME}.py").write_text(SUITE)
    HeldOut(course.root / "heldout").write_faces(board_course.faces(), {})
    rows = [f"{student},{team}" for student, team in TEAMS.items()]
    (course.root / "teams.csv").write_text("\n".join(["student,team", *rows]) + "\n")
    course.configure(f"c.Teams.assignments = ['{NAME}']", f"c.Leaderboard.assignment = '{NAME}'")
    for student, source, name in (
        ("ada", RIGHT, NAME),
        ("bob", RIGHT, "my best one"),
        ("di", RIGHT, NAME),
        ("ed", WRONG, NAME),
    ):
        tiny_course.write(source, course.submission(student, NAME) / f"{name}.ipynb")
    (course.submission("cy", NAME) / "notes.txt").write_text("I forgot the notebook.")
    return course


@pytest.fixture(scope="module")
def graded(course: Tiny) -> Tiny:
    """Graded by nbgrader's own API; with the hand-in of di, the grader itself fails."""
    examine = grading.examine

    def fails(cells: Any, assignment: str, student_id: str, *others: Any) -> Any:
        if student_id == "di":
            raise RuntimeError("the fork server has ended")
        return examine(cells, assignment, student_id, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "examine", fails)
        result = api(course).autograde(NAME, "*")
    assert not result["success"] and "the fork server has ended" in result["log"]
    update(course.root)
    return course


def last(root: Path, team: str) -> dict[str, Any]:
    document = json.loads((root / "board" / "teams" / f"{team_key(team)}.json").read_bytes())
    (item,) = document["history"]
    found: dict[str, Any] = item
    return found


@pytest.mark.parametrize(
    ("team", "status", "told"),
    [
        ("alpha", "released", "first entry"),
        ("beta", "failed", "no notebook called ranked.ipynb"),
        ("gamma", "failed", "no notebook called ranked.ipynb"),
        ("delta", "failed", "The grader itself failed"),
        ("epsilon", "failed", "not twice as much"),
    ],
)
def test_each_team_sees_what_became_of_its_hand_in(graded: Tiny, team: str, status: str, told: str) -> None:
    item = last(graded.root, team)
    assert item["status"] == status and told in item["message"]
    assert ("not count" in item["message"]) == (status == "failed")


def test_grading_again_repairs_the_entry_and_repeats_none(graded: Tiny) -> None:
    api(graded).autograde(NAME, "*")
    update(graded.root)
    assert last(graded.root, "delta")["status"] == "released"
    assert last(graded.root, "gamma")["status"] == "failed"
    before = sorted((graded.root / "heldout" / "entries").iterdir())
    result = CliRunner().invoke(main, ["--course-dir", str(graded.root), "grade", NAME, "--student", "cy"])
    assert result.exit_code == 1 and "holds no notebook" in result.output
    assert sorted((graded.root / "heldout" / "entries").iterdir()) == before
