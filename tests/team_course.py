"""Courses in which teams hand in, for tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import corpus
import pytest
from click.testing import CliRunner, Result
from course import ASSIGNMENT, Course, api, read
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.team_copies import METADATA_KEY

FULL = corpus.full_points(ASSIGNMENT)
NONE = dict.fromkeys(FULL, 0.0)
FLIPPED = corpus.load(corpus.SUBMISSIONS / ASSIGNMENT / "wrong_kernel_flipped.py")


def with_teams(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose assignment is for teams: alpha with anna and bob, beta with carl and dora."""
    # nbgrader calls alembic by name, when it makes a gradebook
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    configure(course, f"c.Teams.assignments = ['{ASSIGNMENT}']")
    assign(course, alpha="anna bob", beta="carl dora")
    return course


def configure(course: Course, line: str) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\n{line}\n")


def assign(course: Course, **teams: str) -> None:
    """Write teams.csv."""
    lines = [f"{student},{team}" for team, students in teams.items() for student in students.split()]
    (course.root / "teams.csv").write_text("\n".join(["student,team", *lines]))


def flipped() -> NotebookNode:
    """A hand-in with one misconception."""
    return corpus.notebook(FLIPPED, read("release"), read("solutions"))


def hand_in(course: Course, student: str, notebook: NotebookNode, day: int | None = None) -> None:
    """Hand in on a day of January."""
    course.hand_in(student, notebook)
    if day is not None:
        (course.submission(student) / "timestamp.txt").write_text(f"2026-01-{day:02} 10:00:00 UTC")


def autograde(course: Course, student: str = "*", *, force: bool = False) -> str:
    """Grade as nbgrader's command does, in this process, and return the log."""
    result = api(course).autograde(ASSIGNMENT, student, force=force)
    assert result["success"], result
    return str(result["log"])


def feedback(course: Course) -> None:
    """Write all feedback pages."""
    result = api(course).generate_feedback(ASSIGNMENT, "*")
    assert result["success"], result


def autograder(course: Course, *arguments: str) -> Result:
    """Run one of our commands, in this process."""
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, ["--course-dir", str(course.root), *arguments])


def origin(course: Course, student: str) -> tuple[str, str]:
    """Whose hand-in a student's graded notebook is, and for which team."""
    about = course.autograded(student).metadata[METADATA_KEY]
    return about["student"], about["team"]


def is_graded(course: Course, student: str) -> bool:
    return (course.root / "autograded" / student / ASSIGNMENT).exists()


def written(course: Course, student: str) -> int:
    return (course.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns


def graded_times(printed: str) -> int:
    """How many hand-ins were run."""
    return printed.count("] Autograding ")


def by_hand(course: Course, student: str, score: float | None = None, comment: str | None = None) -> None:
    """Mark a cell as the formgrader does."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("test_conv2d", ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score = score
        grade.needs_manual_grade = False
        gradebook.find_comment("conv2d", ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
        gradebook.db.commit()


def hand_marks(course: Course, students: Iterable[str]) -> dict[str, tuple[float | None, str | None, bool]]:
    """What a person gave, and whether somebody has to look at it again."""
    found = {}
    with Gradebook(course.db_url) as gradebook:
        for student in students:
            grade = gradebook.find_grade("test_conv2d", ASSIGNMENT, ASSIGNMENT, student)
            comment = gradebook.find_comment("conv2d", ASSIGNMENT, ASSIGNMENT, student)
            found[student] = (grade.manual_score, comment.manual_comment, grade.needs_manual_grade)
    return found


def submitted(course: Course) -> dict[str, bytes]:
    folder = course.root / "submitted"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
