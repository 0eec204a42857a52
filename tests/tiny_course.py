"""A course with assignments so small that grading one takes no time, handed in through a real exchange."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from course import Course, add_gradebook, api
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.handin import SECRET, STAMP

ME = pwd.getpwuid(os.getuid()).pw_name
STUB = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x"
POINTS = 2.0
_SUITE = """
import pytest
from autograder.student import Call

@pytest.mark.graded(cell="test_double", points={points}, asks="double(x) is twice x")
def test_double(student):
    (answer,) = student.call_many("double", [Call((21,))])
    assert answer.failure is None and answer.value == 42, "not twice as much"
"""
_CONFIG = """
from pathlib import Path

import autograder.hidden
from autograder.preprocessors import configure

root = Path(__file__).resolve().parent
c = get_config()
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "tiny"
c.CourseDirectory.db_url = f"sqlite:///{{root / 'gradebook.db'}}"
c.Exchange.root = str(root.parent / "exchange")
c.ExchangeCollect.check_owner = {check_owner}
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}
configure(c)
c.GradeInSandbox.preload = {{}}
c.GradeInSandbox.default_preload = []
# suites of this course, which are no part of the installation
if str(root / "hidden") not in autograder.hidden.__path__:
    autograder.hidden.__path__.append(str(root / "hidden"))
"""


@dataclass(frozen=True)
class Tiny(Course):
    """A course whose students hand in by the exchange."""

    @property
    def inbound(self) -> Path:
        return self.root.parent / "exchange" / "tiny" / "inbound"

    @property
    def feedback_folder(self) -> Path:
        return self.inbound.with_name("feedback")

    def configure(self, *lines: str) -> None:
        with (self.root / "nbgrader_config.py").open("a") as config:
            config.write("\n".join(["", *lines, ""]))

    def submit(
        self, student: str, source: str = RIGHT, assignment: str = "tiny", when: str = "", tag: str = "random"
    ) -> Path:
        """Put a hand-in into the exchange, in the steps and with the names of `nbgrader submit`."""
        stamp = when or datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        folder = self.inbound / f"{student}+{assignment}+{stamp}+{tag}"
        folder.mkdir()
        write(source, folder / f"{assignment}.ipynb")
        (folder / STAMP).write_text(stamp)
        (folder / SECRET).write_text(secrets.token_hex(64))
        folder.chmod(0o777)
        return folder

    def collected(self, student: str, assignment: str = "tiny") -> bytes:
        return (self.root / "submitted" / student / assignment / f"{assignment}.ipynb").read_bytes()

    def points(self, student: str, assignment: str = "tiny") -> float | None:
        return self.grades(student, assignment)["test_double"]


def write(source: str, path: Path) -> None:
    """Write the notebook of an assignment with a student's solution in it."""
    nbformat.write(_notebook(source), path)


def _notebook(source: str) -> NotebookNode:
    def about(grade_id: str, **fields: object) -> dict[str, object]:
        base = {"schema_version": 3, "grade_id": grade_id, "locked": False, "solution": False, "task": False}
        return {"nbgrader": {**base, "grade": False, **fields}}

    cells = [
        new_markdown_cell("Write a function `double`.", id="text"),
        new_code_cell(source, id="double", metadata=about("double", solution=True)),
        new_code_cell(
            "double(21)", id="test", metadata=about("test_double", grade=True, locked=True, points=POINTS)
        ),
    ]
    return new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def make(
    folder: Path,
    assignments: Sequence[str] = ("tiny",),
    check_owner: bool = False,
    settings: Sequence[str] = (),
) -> Tiny:
    """Make a course whose assignments are generated and released, with further lines of configuration."""
    course = Tiny(folder / "course")
    (course.root / "hidden").mkdir(parents=True)
    (course.root / "nbgrader_config.py").write_text(_CONFIG.format(check_owner=check_owner))
    course.configure(*settings)
    for name in assignments:
        (course.root / "hidden" / f"{name}.py").write_text(_SUITE.format(points=POINTS))
        (course.root / "source" / name).mkdir(parents=True)
        nbformat.write(_notebook(STUB), course.root / "source" / name / f"{name}.ipynb")
    if not any("db_url" in line for line in settings):
        add_gradebook(course)
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    nbgrader = api(course)
    for name in assignments:
        for step in (nbgrader.generate_assignment, nbgrader.release_assignment):
            result = step(name)
            assert result["success"], result["log"]
    return course


def copy(template: Course, folder: Path) -> Tiny:
    """A course of a test's own."""
    shutil.copytree(template.root.parent, folder, dirs_exist_ok=True)
    return Tiny(folder / "course")
