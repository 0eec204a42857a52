"""A real nbgrader course in a temporary folder, for tests."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader

from autograder import suite
from autograder.datasets import digits, drawn, faces
from autograder.datasets.heldout import DIRECTORY, HeldOut

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "manual_convolution"
# Drawn faces of each person for training, validation and held out: enough to tell good from bad, and few.
FACES = (50, 10, 20)
FACES_TARGET = 0.25


@dataclass(frozen=True)
class Course:
    """A course directory; `assignment` is the one that is meant where none is named."""

    root: Path
    assignment: str = ASSIGNMENT

    @property
    def db_url(self) -> str:
        """URL of its gradebook."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def environment(self) -> dict[str, str]:
        """Environment of nbgrader's commands: they call others of the same installation by name."""
        return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def nbgrader(self, *arguments: str, prefix: Sequence[str] = (), check: bool = True) -> str:
        """Run an nbgrader command here and return what it printed."""
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout
        return done.stdout

    @property
    def log(self) -> Path:
        """What commands that were started, not run, have printed."""
        return self.root.with_suffix(".log")

    def start(self, *arguments: str, prefix: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start an nbgrader command here, to run beside others; it prints to `log`."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*prefix, sys.executable, "-m", "nbgrader", *arguments],
                cwd=self.root,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )

    def submission(self, student: str, assignment: str = "") -> Path:
        """Return a student's folder below submitted/, made if needed."""
        folder = self.root / "submitted" / student / (assignment or self.assignment)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(self, student: str, notebook: NotebookNode, assignment: str = "") -> None:
        """Hand a notebook in."""
        assignment = assignment or self.assignment
        nbformat.write(notebook, self.submission(student, assignment) / f"{assignment}.ipynb")

    def grades(self, student: str, assignment: str = "") -> dict[str, float | None]:
        """Return a student's scores of the cells that no person marks; None where the mark is open."""
        assignment = assignment or self.assignment
        release = self.root / "release" / assignment / f"{assignment}.ipynb"
        automatic = suite.grade_cells(nbformat.read(release, as_version=4))
        with Gradebook(self.db_url) as gradebook:
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
            return {grade.name: grade.auto_score for grade in notebook.grades if grade.name in automatic}

    def autograded(self, student: str, assignment: str = "") -> NotebookNode:
        """Return the notebook that the grader wrote."""
        assignment = assignment or self.assignment
        return nbformat.read(
            self.root / "autograded" / student / assignment / f"{assignment}.ipynb", as_version=4
        )

    def reports(self, student: str, assignment: str = "") -> dict[str, str]:
        """Return the text of each grade cell's report."""
        cells = self.autograded(student, assignment).cells
        graded = [cell for cell in cells if suite.is_autograded(cell)]
        return {cell.metadata.nbgrader.grade_id: cell.outputs[0].data["text/plain"] for cell in graded}

    def feedback(self, student: str, assignment: str = "") -> str:
        """Return the feedback page."""
        assignment = assignment or self.assignment
        return (self.root / "feedback" / student / assignment / f"{assignment}.html").read_text(
            encoding="utf-8"
        )


def read(kind: str, assignment: str = ASSIGNMENT) -> NotebookNode:
    """Return one of the project's notebooks; `kind` is ``"source"``, ``"release"`` or ``"solutions"``."""
    return nbformat.read(ROOT / kind / assignment / f"{assignment}.ipynb", as_version=4)


def api(course: Course) -> NbGraderAPI:
    """nbgrader's Python API, as the formgrader uses it."""
    config: Config = PyFileConfigLoader("nbgrader_config.py", str(course.root)).load_config()
    return NbGraderAPI(config=config)


def add_data(folder: Path, assignment: str) -> None:
    """Put an assignment's data into a course: what is made offline, and little of it."""
    heldout = HeldOut(folder / DIRECTORY)
    if assignment in digits.ASSIGNMENTS:
        digits.prepare(folder, _scikit_learn(), seed=0, heldout=heldout, assignments=[assignment])
    elif assignment == faces.ASSIGNMENT:
        faces.write(_drawn(), folder, heldout)


@functools.cache
def _scikit_learn() -> digits.Digits:
    return digits.from_scikit_learn()


@functools.cache
def _drawn() -> faces.DataSet:
    return faces.make(drawn.draw(sum(FACES), seed=0), seed=0, target=FACES_TARGET, wanted=FACES)


def make_course(folder: Path, assignment: str = ASSIGNMENT) -> Course:
    """Make a course with one assignment and its small offline data, generated and ready for hand-ins."""
    course = Course(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    notebook = Path("source") / assignment / f"{assignment}.ipynb"
    (folder / notebook).parent.mkdir(parents=True)
    shutil.copy(ROOT / notebook, folder / notebook)
    add_data(folder, assignment)
    return generated(course, assignment)


def generated(course: Course, assignment: str) -> Course:
    """Make the release of an assignment."""
    add_gradebook(course)
    result = api(course).generate_assignment(assignment)
    assert result["success"], result
    return course


def add_gradebook(course: Course) -> None:
    """Put an empty gradebook into a course."""
    (course.root / "gradebook.db").write_bytes(_gradebook())


@functools.cache
def _gradebook() -> bytes:
    """An empty gradebook: to make one, nbgrader starts alembic, which takes longer than a small course."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        course = Course(Path(folder))
        patch.setenv("PATH", course.environment()["PATH"])  # it calls alembic by name
        Gradebook(course.db_url).close()
        return (course.root / "gradebook.db").read_bytes()
