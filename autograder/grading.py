"""Grades one rebuilt notebook: run it, check it, write the reports into it. Knows no database."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder import feedback, illustration, sanitise, suite
from autograder.datasets.heldout import HeldOut
from autograder.entries import Entry, Failed, Predictions
from autograder.execution import CellRun, Execution, Step
from autograder.helpers import helpers
from autograder.outcomes import SEVERITY, Outcome
from autograder.sandbox import ForkServer, Limits
from autograder.sandbox.limits import MIB
from autograder.student import Student
from autograder.suite import Record

METADATA_KEY = "convclass"
_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")


@dataclass(frozen=True)
class Examined:
    """What running and checking a notebook gave: plain data, from which the reports are made.

    Parameters
    ----------
    outputs
        Of each code cell, already checked; None where the cell was not run.
    records
        One per hidden test.
    entry
        See `Graded`.
    seconds
        Wall time of each phase: ``sandbox`` (making it), ``cells`` and ``tests``.
    peak_bytes
        Most memory that the notebook was seen to use, shared libraries included.
    settled
        Whether doing it again would give the same, but for code that draws lots: the grader did not fail, and
        nothing took too long that may have been slow because the machine was busy.
    """

    outputs: Sequence[list[NotebookNode] | None]
    records: Sequence[Record]
    entry: Predictions | Failed | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_bytes: int = 0
    settled: bool = True


@dataclass
class Graded:
    """What grading a notebook gave.

    Parameters
    ----------
    records
        One per hidden test.
    open_cells
        Grade cells whose mark stays open since the grader itself failed.
    faults
        What went wrong there, for the instructor.
    marks
        Points of each grade cell; None where the mark stays open.
    entry
        What the hand-in answered on held-out images, or why it did not, where the suite asked for it.
    """

    records: list[Record] = field(default_factory=list)
    open_cells: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    marks: dict[str, float | None] = field(default_factory=dict)
    entry: Predictions | Failed | None = None

    @property
    def outcome(self) -> str:
        """How the hidden tests ended, those first that need attention most."""
        found = {record.outcome for record in self.records}
        return ", ".join(outcome for outcome in SEVERITY if outcome in found) or str(Outcome.PASSED)


@dataclass(frozen=True)
class Files:
    """The files beside a notebook when it runs, by name.

    Parameters
    ----------
    handed_in
        What the student handed in beside the notebook.
    given
        The teacher's; they replace a student's of the same name.
    """

    handed_in: Mapping[str, bytes] = field(default_factory=dict)
    given: Mapping[str, bytes] = field(default_factory=dict)


def grade(
    notebook: NotebookNode,
    assignment: str,
    student_id: str,
    server: ForkServer,
    limits: Limits,
    files: Files,
    heldout: HeldOut | None = None,
) -> Graded:
    """Run a rebuilt notebook in a sandbox, check it with the hidden suite, and fill in its outputs.

    Parameters
    ----------
    notebook
        Changed in place: outputs of the cells, reports and grades of the grade cells.
    assignment
        Chooses the hidden suite.
    student_id
        Owner of the hand-in.
    server, limits
        See `autograder.sandbox.Sandbox`.
    files
        What lies beside the notebook.
    heldout
        Held-out data, for suites that need some.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    examined = examine(cells, assignment, student_id, server, limits, files, heldout)
    return report(notebook, examined)


def examine(
    cells: Sequence[NotebookNode],
    assignment: str,
    student_id: str,
    server: ForkServer,
    limits: Limits,
    files: Files,
    heldout: HeldOut | None = None,
) -> Examined:
    """Run the code cells of a rebuilt notebook in a sandbox and check them with the hidden suite.

    Parameters
    ----------
    cells
        The code cells in order.
    assignment, student_id, server, limits, files, heldout
        See `grade`.
    """
    task = _Task(assignment, student_id, server, limits, files, heldout)
    # Pictures that the teacher's cells draw cost time and earn nothing. Should the student's code use
    # a name from such a cell after all, everything is run again with the cells that define names.
    attempt = task.run(cells)
    needed = illustration.needed(cells, _missing_names(attempt.runs, attempt.records))
    attempts = [attempt]
    if needed:
        attempts.append(again := task.run(cells, needed))
        if _total(again.records) >= _total(attempt.records):
            attempt = again
    ends = {run.outcome for run in attempt.runs.values()} | {record.outcome for record in attempt.records}
    seconds = {
        phase: sum(each.seconds[phase] for each in attempts) for phase in ("sandbox", "cells", "tests")
    }
    busy = seconds["cells"] + seconds["tests"]
    return Examined(
        outputs=[_outputs(attempt.runs.get(index), limits) for index in range(len(cells))],
        records=attempt.records,
        entry=attempt.entry.result,
        seconds=seconds,
        peak_bytes=max(each.peak_bytes for each in attempts),
        settled=is_settled(ends, sum(each.cpu_seconds for each in attempts), busy),
    )


def is_settled(ends: Set[Outcome], cpu_seconds: float, seconds: float) -> bool:
    """Whether a result would be the same another time; see `Examined.settled`.

    What took too long is the code's own fault where it had a processor for itself nearly all of the time, as
    an endless loop on a machine that is not busy. With several threads that cannot be told.

    Parameters
    ----------
    ends
        How cells and tests ended.
    cpu_seconds, seconds
        CPU time and wall time of them.
    """
    if Outcome.GRADER_FAULT in ends:
        return False
    return Outcome.TIMED_OUT not in ends or 0.85 * seconds <= cpu_seconds <= 1.1 * seconds


def report(notebook: NotebookNode, examined: Examined) -> Graded:
    """Write outputs, reports and grades into a notebook.

    Parameters
    ----------
    notebook
        The one that was examined; changed in place.
    examined
        What that gave.
    """
    result = Graded(list(examined.records), entry=examined.entry)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, outputs in zip(cells, examined.outputs, strict=True):
        cell.outputs = outputs or []
    _report(notebook, examined.records, result)
    return result


@dataclass(frozen=True)
class _Attempt:
    """What running and checking a notebook once gave."""

    runs: dict[int, CellRun]
    records: list[Record]
    entry: Entry
    seconds: dict[str, float]
    peak_bytes: int
    cpu_seconds: float


@dataclass(frozen=True)
class _Task:
    """One hand-in, ready to be run and checked."""

    assignment: str
    student_id: str
    server: ForkServer
    limits: Limits
    files: Files
    heldout: HeldOut | None

    def run(self, cells: Sequence[NotebookNode], illustrations: Set[int] = frozenset()) -> _Attempt:
        environment = {"JUPYTERHUB_USER": self.student_id, "NBGRADER_EXECUTION": "autograde"}
        files = {**self.files.handed_in, **self.files.given}
        execution = Execution(
            self.server,
            self.limits,
            steps(cells, illustrations),
            environment,
            files,
            helpers(cells),
        )
        sizes = {name: len(content) for name, content in self.files.handed_in.items()}
        student, entry = Student(self.student_id, execution, sizes), Entry()
        start = time.monotonic()
        try:
            records = suite.run(self.assignment, student, self.heldout, entry)
        finally:
            execution.close()
        tests = time.monotonic() - start - sum(execution.seconds.values())
        return _Attempt(
            execution.runs,
            records,
            entry,
            {**execution.seconds, "tests": tests},
            execution.peak_bytes,
            execution.cpu_seconds,
        )


def steps(cells: Sequence[NotebookNode], illustrations: Set[int] = frozenset()) -> list[Step]:
    """Return what is to be done for each code cell.

    A grade cell's own source is never run, and of the illustration cells only those given by position.
    """
    result: list[Step] = []
    for index, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        if suite.is_autograded(cell):
            result.append(Step(index, view=cell.metadata.nbgrader.grade_id))
        elif (index in illustrations or not illustration.is_illustration(cell)) and cell.source.strip():
            result.append(Step(index, source=cell.source))
    return result


def _missing_names(runs: Mapping[int, CellRun], records: Sequence[Record]) -> set[str]:
    """Names that the student's code lacked, as their process tells it."""
    told = [run.message for run in runs.values() if run.error_name == "NameError"]
    told += [record.message for record in records if record.outcome is Outcome.CRASHED]
    return {name for message in told for name in _MISSING.findall(message)}


def _total(records: Sequence[Record]) -> float:
    return sum(record.points for record in records)


def _outputs(run: CellRun | None, limits: Limits) -> list[NotebookNode] | None:
    if run is None:
        return None
    outputs = sanitise.safe_outputs(run.outputs, int(limits.output_mb * MIB))
    if run.outcome is not Outcome.PASSED and run.error_name in ("", "TimeoutError"):
        outputs.append(sanitise.stopped(run.message))
    return outputs


def _report(notebook: NotebookNode, records: Sequence[Record], result: Graded) -> None:
    by_cell = suite.by_cell(records)
    summary = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or not suite.is_autograded(cell):
            continue
        name = cell.metadata.nbgrader.grade_id
        mine = by_cell.get(name, [])
        outcomes = [record.outcome for record in mine]
        is_open = not mine or Outcome.GRADER_FAULT in outcomes
        points = None if is_open else min(_total(mine), float(cell.metadata.nbgrader.points))
        cell.outputs = feedback.grade_outputs(mine, points)
        result.marks[name] = points
        if is_open:
            result.open_cells.append(name)
            result.faults += [record.detail for record in mine if record.detail]
        summary[name] = {
            "points": points,
            "max": float(cell.metadata.nbgrader.points),
            "outcomes": [str(outcome) for outcome in outcomes],
        }
    notebook.cells.insert(0, feedback.summary_cell({name: by_cell.get(name, []) for name in summary}))
    worst = Outcome.GRADER_FAULT if result.open_cells else "graded"
    notebook.metadata[METADATA_KEY] = {"outcome": str(worst), "cells": summary}


def log_faults(log: logging.Logger, student_id: str, result: Graded) -> None:
    """Tell the instructor which marks stay open and why."""
    if result.open_cells:
        cells = ", ".join(result.open_cells)
        log.error("The grader failed for %s; these marks stay open: %s", student_id, cells)
        for fault in dict.fromkeys(result.faults):
            log.error("%s", fault)
