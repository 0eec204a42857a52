"""Runs an assignment's hidden pytest suite against a student and returns one record per test.

A hidden test is a function that takes the fixture ``student``, and where it needs them ``heldout`` (the
held-out data) and ``entry`` (which takes predictions for the leaderboard). It carries the marker ``graded``::

    @pytest.mark.graded(cell="test_relu", points=0.5, asks="relu(x) keeps what is positive")
    def test_relu_values(student: Student) -> None: ...

pytest collects the tests; each is then called for every student. ``cell`` is the nbgrader id of the
grade cell whose points the test holds a part of, and ``asks`` is what the student reads. A test that
returns earns its points; `autograder.outcomes.Failure` or a failed assert earns none; any other exception
is a fault of the grader and leaves the cell's mark open.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import io
import os
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from threadpoolctl import ThreadpoolController

from autograder.datasets.heldout import HeldOut
from autograder.entries import Entry
from autograder.errors import AutograderError
from autograder.outcomes import Example, Failure, Misconception, Outcome
from autograder.student import Student

_FIXTURES = ("student", "heldout", "entry")
_OPTIONS = (
    "--collect-only",
    "--disable-plugin-autoload",
    "--noconftest",
    "--import-mode=importlib",
    "--capture=no",
    "-c/dev/null",
    "-pno:terminal",
    "-pno:cacheprovider",
    "-pno:logging",
    "-pno:junitxml",
    "-pno:doctest",
    "-pno:unittest",
    "-pno:faulthandler",
    "-pno:stepwise",
    "-pno:warnings",
    # these two collect garbage several times a session, for what is no concern here
    "-pno:unraisableexception",
    "-pno:threadexception",
    "-Wdefault",
)


_NO_PREDICTIONS = "The grader itself failed to get this hand-in's predictions; the instructor can see why."


class SuiteMismatch(AutograderError):
    """Raised when a hidden suite and its notebook do not agree on cells or points."""


@dataclass(frozen=True)
class Part:
    """One hidden test as its marker describes it.

    Parameters
    ----------
    test
        Name of the test function.
    cell
        nbgrader id of the grade cell.
    points
        What it is worth.
    asks
        What it asks for, as the student reads it.
    """

    test: str
    cell: str
    points: float
    asks: str


@dataclass(frozen=True)
class Record:
    """What became of one hidden test for one student.

    Parameters
    ----------
    part
        The test.
    outcome
        How it ended.
    message
        What the student is told.
    example, misconception
        See `autograder.outcomes.Failure`.
    detail
        For the instructor only: the traceback of a grader fault.
    """

    part: Part
    outcome: Outcome
    message: str = ""
    example: Example | None = None
    misconception: Misconception | None = None
    detail: str = ""

    @property
    def points(self) -> float:
        """Points earned."""
        return self.part.points if self.outcome is Outcome.PASSED else 0.0


@dataclass(frozen=True)
class _Test:
    """A collected test and the fixtures that it takes."""

    part: Part
    function: Callable[..., None]
    fixtures: frozenset[str]


class _Collector:
    """Takes note of a suite's tests as pytest collects them."""

    def __init__(self) -> None:
        self.tests: list[_Test] = []
        self.errors: list[str] = []
        self.check_heldout: Callable[[HeldOut], object] | None = None
        self.begun = time.time()
        self.loaded = frozenset(sys.modules)

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "graded(cell, points, asks): a hidden test and what it is worth")

    @pytest.fixture
    def student(self) -> None:
        """Let pytest know the name; each student's tests are called with their own."""

    @pytest.fixture
    def heldout(self) -> None:
        """Let pytest know the name."""

    @pytest.fixture
    def entry(self) -> None:
        """Let pytest know the name."""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(str(report.longrepr))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            marker = item.get_closest_marker("graded")
            if marker is None or not isinstance(item, pytest.Function):
                self.errors.append(f"{item.name} lacks the marker 'graded'")
                continue
            given = item.callspec.params if hasattr(item, "callspec") else {}
            taken = set(item.fixturenames) - set(given)
            if not {"student"} <= taken <= set(_FIXTURES):
                self.errors.append(
                    f"{item.name} must take 'student', and may take {_FIXTURES[1:]} and parameters"
                )
                continue
            test = functools.partial(item.obj, **given)
            self.tests.append(_Test(Part(item.name, **marker.kwargs), test, frozenset(taken)))
            self.check_heldout = getattr(item.module, "check_heldout", None)


def _attempt(test: _Test, fixtures: Mapping[str, Any], view: str | None) -> Record:
    part = test.part
    fixtures["student"].look_from(view)
    try:
        # what a hidden test prints is for its author; the grader's output may be read by others
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            test.function(**{name: fixtures[name] for name in test.fixtures})
    except Failure as failure:
        return Record(part, failure.outcome, failure.message, failure.example, failure.misconception)
    except AssertionError as error:
        return Record(part, Outcome.WRONG, _said(error))
    except KeyboardInterrupt:
        raise
    except AutograderError as error:  # such as held-out data that is missing: its message says all
        return Record(part, Outcome.GRADER_FAULT, detail=str(error))
    except BaseException:  # pytest.skip and its like are no Exception
        return Record(part, Outcome.GRADER_FAULT, detail=traceback.format_exc())
    return Record(part, Outcome.PASSED)


def _said(error: AssertionError) -> str:
    """The message that a hidden test gave its assert; without one, pytest's would show expected values."""
    first = next(iter(str(error).splitlines()), "")
    return "This is not right." if first.startswith("assert ") or not first else first


def suite_path(assignment: str) -> str | None:
    """Return the file of an assignment's hidden suite, or None where it has none."""
    if not assignment.isidentifier():
        return None
    spec = importlib.util.find_spec(f"autograder.hidden.{assignment}")
    return spec.origin if spec is not None else None


@contextlib.contextmanager
def _without_hypothesis_plugins() -> Iterator[None]:
    """Have Hypothesis import nothing of what else is installed: only importing it takes as long again."""
    name = "HYPOTHESIS_NO_PLUGINS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@functools.cache
def _collected(assignment: str) -> _Collector:
    """Have pytest collect a suite; once, since its session takes longer than an honest student's tests."""
    path = suite_path(assignment)
    if path is None:
        raise SuiteMismatch(
            f"There is no hidden suite for the assignment {assignment!r}; "
            f"write autograder/hidden/{assignment}.py, or check the assignment's name."
        )
    collector = _Collector()
    # an error of usage or of the suite's import would be printed in the middle of the grader's output
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        # folders above may be closed to the grader, and pytest would look into them
        closed = [f"--rootdir={Path(path).parent}", f"--confcutdir={Path(path).parent}"]
        with _without_hypothesis_plugins():
            pytest.main([*_OPTIONS, *closed, path], plugins=[collector])
    if collector.errors or not collector.tests:
        reason = collector.errors[0] if collector.errors else "it holds no test"
        raise SuiteMismatch(f"The hidden suite of {assignment} cannot be used: {reason}")
    return collector


def loaded_before(assignment: str) -> tuple[float, frozenset[str]]:
    """Return when an assignment's suite was read, and which modules had been imported before."""
    collector = _collected(assignment)
    return collector.begun, collector.loaded


def parts(assignment: str) -> tuple[Part, ...]:
    """Return all hidden tests of an assignment.

    Raises
    ------
    SuiteMismatch
        When there is no suite, or it cannot be read.
    """
    return tuple(test.part for test in _collected(assignment).tests)


def check_heldout(assignment: str, heldout: HeldOut) -> list[str]:
    """Check that the held-out data is there that an assignment's suite needs.

    A suite that needs some has a function ``check_heldout(heldout)``, which reads it.

    Returns
    -------
    list of str
        Names of the files of the store that it read.

    Raises
    ------
    HeldOutMissing
        When it is not.
    """
    check = _collected(assignment).check_heldout
    if check is None:
        return []
    fresh = HeldOut(heldout.directory)
    check(fresh)
    return sorted(fresh.read)


def makes_entry(assignment: str) -> bool:
    """Whether an assignment's suite makes entries for the leaderboard.

    Raises
    ------
    SuiteMismatch
        When there is no suite, or it cannot be read.
    """
    return any("entry" in test.fixtures for test in _collected(assignment).tests)


def run(
    assignment: str, student: Student, heldout: HeldOut | None = None, entry: Entry | None = None
) -> list[Record]:
    """Run an assignment's hidden suite against a student.

    Parameters
    ----------
    assignment
        Name of the assignment.
    student
        The student's notebook.
    heldout
        Held-out data, for the tests that ask for it.
    entry
        Takes the predictions where a test asks for them, or why there are none.

    Returns
    -------
    list of Record
        One per test, in the suite's order.

    Raises
    ------
    SuiteMismatch
        When there is no suite, or it cannot be read.
    """
    records = []
    fixtures = {"student": student, "heldout": heldout, "entry": entry}
    tests = _collected(assignment).tests
    with _numeric_libraries(assignment).limit(limits=1):
        for test in tests:
            record = _attempt(test, fixtures, test.part.cell)
            if record.outcome is not Outcome.PASSED and student.rebound:
                # A name means something else by the end of the notebook: either meaning may be the answer.
                again = _attempt(test, fixtures, None)
                record = again if again.outcome is Outcome.PASSED else record
            records.append(record)
            if entry is not None and "entry" in test.fixtures and entry.result is None:
                entry.fail(record.outcome, record.message or _NO_PREDICTIONS)
    return records


@functools.cache
def _numeric_libraries(assignment: str) -> ThreadpoolController:
    """The libraries that multiply matrices, loaded with the suite.

    Ours are small. With a thread for each core most of the time goes into their waiting for each other,
    and the more so, the more the sandboxes have to do: a network's check took five times as long.
    """
    return ThreadpoolController()


def check_points(assignment: str, notebook: NotebookNode) -> None:
    """Check that suite and notebook agree: every grade cell's points are its tests' points.

    Parameters
    ----------
    assignment
        Name of the assignment.
    notebook
        Its released notebook.

    Raises
    ------
    SuiteMismatch
        Names each cell that does not fit.
    """
    held: defaultdict[str, float] = defaultdict(float)
    for part in parts(assignment):
        held[part.cell] += part.points
    cells = grade_cells(notebook)
    wrong = [f"{name} is not a grade cell of the notebook" for name in held if name not in cells]
    for name, points in cells.items():
        if name not in held:
            wrong.append(f"{name} has no hidden test")
        elif abs(held[name] - points) > 1e-9:
            wrong.append(f"{name} has {points:g} points, its hidden tests have {held[name]:g}")
    if wrong:
        raise SuiteMismatch(f"{assignment}: {'; '.join(wrong)}.")


def grade_cells(notebook: NotebookNode) -> dict[str, float]:
    """Return the points of each cell that is graded automatically, by its nbgrader id."""
    return {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if cell.cell_type == "code" and is_autograded(cell)
    }


def is_autograded(cell: NotebookNode) -> bool:
    """Whether a cell is a grade cell that the grader, not a person, marks."""
    nbgrader: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return bool(nbgrader.get("grade")) and not nbgrader.get("solution")


def by_cell(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the records of each grade cell."""
    result: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        result[record.part.cell].append(record)
    return dict(result)
