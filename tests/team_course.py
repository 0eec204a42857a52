"""Courses in which teams hand in, for tests; their assignment is so small that grading it takes no time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tiny_course
from click.testing import CliRunner, Result
from course import Course, api
from nbgrader.api import Gradebook
from tiny_course import RIGHT, WRONG

from autograder.cli import main
from autograder.team_copies import METADATA_KEY

ASSIGNMENT = "pairs"
HALF = "def double(x):\n    return abs(2 * x)"
MARKS = {RIGHT: {"test_double": 2.0}, HALF: {"test_double": 1.0}, WRONG: {"test_double": 0.0}}
FULL, SOME, NONE = MARKS[RIGHT], MARKS[HALF], MARKS[WRONG]
_SUITE = """
import pytest
from autograder.student import Call

@pytest.mark.graded(cell="test_double", points=1.0, asks="double(21) is 42")
def test_positive(student):
    (answer,) = student.call_many("double", [Call((21,))])
    assert answer.failure is None and answer.value == 42, "not twice as much"

@pytest.mark.graded(cell="test_double", points=1.0, asks="double(-21) is -42")
def test_negative(student):
    (answer,) = student.call_many("double", [Call((-21,))])
    assert answer.failure is None and answer.value == -42, "not twice as much"
"""


def make(folder: Path) -> Course:
    """A course whose assignment is for teams: alpha with anna and bob, beta with carl and dora."""
    course = tiny_course.make(folder, (ASSIGNMENT,))
    (course.root / "hidden" / f"{ASSIGNMENT}.py").write_text(_SUITE)
    configure(course, f"c.Teams.assignments = ['{ASSIGNMENT}']")
    assign(course, alpha="anna bob", beta="carl dora")
    return Course(course.root, ASSIGNMENT)


def copy(template: Course, folder: Path) -> Course:
    """A course of a test's own."""
    return Course(tiny_course.copy(template, folder).root, template.assignment)


def configure(course: Course, line: str) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\n{line}\n")


def assign(course: Course, **teams: str) -> None:
    """Write teams.csv."""
    lines = [f"{student},{team}" for team, students in teams.items() for student in students.split()]
    (course.root / "teams.csv").write_text("\n".join(["student,team", *lines]))


def hand_in(course: Course, student: str, solution: str, day: int | None = None) -> None:
    """Hand in on a day of January."""
    tiny_course.write(solution, course.submission(student) / f"{ASSIGNMENT}.ipynb")
    if day is not None:
        (course.submission(student) / "timestamp.txt").write_text(f"2026-01-{day:02} 10:00:00 UTC")


def autograde(course: Course, student: str = "*", *, force: bool = False) -> str:
    """Grade as nbgrader's command does, in this process, and return the log."""
    result = api(course).autograde(course.assignment, student, force=force)
    assert result["success"], result
    return str(result["log"])


def feedback(course: Course, *students: str) -> None:
    """Write the feedback pages of some students, or of all."""
    for student in students or ("*",):
        result = api(course).generate_feedback(course.assignment, student)
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
        grade = gradebook.find_grade("test_double", ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score = score
        grade.needs_manual_grade = False
        gradebook.find_comment("double", ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
        gradebook.db.commit()


def hand_marks(course: Course, students: Iterable[str]) -> dict[str, tuple[float | None, str | None, bool]]:
    """What a person gave, and whether somebody has to look at it again."""
    found = {}
    with Gradebook(course.db_url) as gradebook:
        for student in students:
            grade = gradebook.find_grade("test_double", ASSIGNMENT, ASSIGNMENT, student)
            comment = gradebook.find_comment("double", ASSIGNMENT, ASSIGNMENT, student)
            found[student] = (grade.manual_score, comment.manual_comment, grade.needs_manual_grade)
    return found


def submitted(course: Course) -> dict[str, bytes]:
    folder = course.root / "submitted"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
