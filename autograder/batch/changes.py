"""What grading again has changed: whose marks, from what to what, and because of which hidden tests."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder import outputs
from autograder.course import Course
from autograder.grading import METADATA_KEY
from autograder.results.recorded import Ended, Recorded, Records
from autograder.results.store import ResultStore
from autograder.sanitise import no_formula, printable

Marks = dict[str, float | None]


@dataclass(frozen=True)
class Reason:
    """One hidden test that ended otherwise than before.

    Parameters
    ----------
    cell, test, asks
        Which one it is, and what it asks for.
    before, after
        How it ended; empty where there was no such test, or that is not known.
    points_before, points_after
        What it gave.
    message
        What the student is told now.
    """

    cell: str
    test: str
    asks: str
    before: str
    after: str
    points_before: float
    points_after: float
    message: str


@dataclass(frozen=True)
class Change:
    """A student whose automatic marks have changed.

    Parameters
    ----------
    student
        Who.
    before, after
        Points of each cell whose mark has changed; None where the mark is open, or there was none.
    total_before, total_after
        Points of all cells that are graded automatically; open marks count nothing.
    reasons
        The tests that ended otherwise.
    """

    student: str
    before: Marks
    after: Marks
    total_before: float
    total_after: float
    reasons: list[Reason]


def snapshot(course: Course, assignment: str, students: Iterable[str]) -> dict[str, list[Recorded]]:
    """Return what is recorded of students' hand-ins now, or of those that count for them.

    Parameters
    ----------
    course
        The course.
    assignment
        Name of the assignment.
    students
        The students.
    """
    root = Path(course.coursedir.root)
    records = Records(ResultStore(root, parent=course.app))
    work = course.teamwork(assignment) if assignment in course.teams.assignments else None
    names = [path.stem for path in course.released(assignment)]
    result = {}
    for student in students:
        owner = work.graded_for(student) if work else student
        found = [
            records.get(assignment, owner, name) or _from_notebook(course, assignment, owner, name)
            for name in names
        ]
        result[student] = [one for one in found if one is not None]
    return result


def _from_notebook(course: Course, assignment: str, student: str, name: str) -> Recorded | None:
    """The marks in a graded notebook, of which nothing else was recorded."""
    step = course.coursedir.autograded_directory
    path = Path(course.coursedir.format_path(step, student, assignment)) / f"{name}.ipynb"
    try:
        cells = json.loads(path.read_bytes())["metadata"][METADATA_KEY]["cells"]
        marks = {cell: about["points"] for cell, about in cells.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Recorded(assignment, student, name, "", "", marks, {})


def compare(before: Mapping[str, list[Recorded]], after: Mapping[str, list[Recorded]]) -> list[Change]:
    """Return whose marks differ in two snapshots."""
    changes = []
    for student, now in sorted(after.items()):
        old = before.get(student, [])
        marks, fresh = _marks(old), _marks(now)
        moved = [cell for cell in {**marks, **fresh} if marks.get(cell) != fresh.get(cell)]
        if moved:
            changes.append(
                Change(
                    student,
                    {cell: marks.get(cell) for cell in moved},
                    {cell: fresh.get(cell) for cell in moved},
                    _total(marks),
                    _total(fresh),
                    _reasons(_tests(old), _tests(now), set(moved)),
                )
            )
    return changes


def _marks(recorded: Iterable[Recorded]) -> Marks:
    return {cell: mark for one in recorded for cell, mark in one.marks.items()}


def _tests(recorded: Iterable[Recorded]) -> dict[str, Ended]:
    return {name: test for one in recorded for name, test in one.tests.items()}


def _total(marks: Marks) -> float:
    return sum(mark or 0.0 for mark in marks.values())


def _reasons(before: Mapping[str, Ended], after: Mapping[str, Ended], cells: set[str]) -> list[Reason]:
    nothing = Ended("", "", "", 0.0, "")
    reasons = []
    for name in {**before, **after}:
        old, new = before.get(name, nothing), after.get(name, nothing)
        test = new if name in after else old
        if test.cell in cells and (old.outcome, old.points) != (new.outcome, new.points):
            reasons.append(
                Reason(
                    test.cell, name, test.asks, old.outcome, new.outcome, old.points, new.points, new.message
                )
            )
    return reasons


def show(changes: Iterable[Change], why: bool) -> Table:
    """Return the changes as a table for the terminal; `why`: with the tests behind them."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("student", overflow="fold", min_width=8)
    for heading in ("before", "now", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    if why:
        table.add_column("because", overflow="fold")
    for change in changes:
        difference = change.total_after - change.total_before
        colour = "green" if difference > 0 else "red" if difference < 0 else ""
        row = [
            Text(printable(change.student)),
            Text(_told(change.total_before)),
            Text(_told(change.total_after)),
            Text(f"{round(difference, 2):+g}", colour),
        ]
        table.add_row(*row, *([Text("\n".join(because(change)))] if why else []))
    return table


def because(change: Change) -> Iterator[str]:
    """Say what has changed a student's marks, a line for each test."""
    for reason in change.reasons:
        ends = [reason.before or "no such test", reason.after or "no such test"]
        if reason.before == reason.after:
            ends = [f"{reason.points_before:g} points", f"{reason.points_after:g} points"]
        yield f"{reason.asks}: {ends[0]} → {ends[1]}"
    explained = {reason.cell for reason in change.reasons if reason.before}
    for cell in change.after:
        if cell not in explained:  # graded before the tests were recorded, or not at all
            yield f"{cell}: {_told(change.before[cell])} → {_told(change.after[cell])}"


def _told(mark: float | None) -> str:
    return "open" if mark is None else f"{round(mark, 2):g}"


def write_csv(changes: Iterable[Change], path: Path) -> None:
    """Write a line for each test that ended otherwise, and for each mark without such a test."""
    columns = ("student", "total_before", "total_after", "cell", "cell_before", "cell_after")
    tests = ("test", "asks", "before", "after", "points_before", "points_after", "message")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*columns, *tests])
    for change in changes:
        totals = [no_formula(change.student), change.total_before, change.total_after]
        for cell in change.after:
            mine = [*totals, cell, *map(_told, (change.before[cell], change.after[cell]))]
            reasons = [asdict(reason) for reason in change.reasons if reason.cell == cell]
            for reason in reasons or [dict.fromkeys(tests, "")]:
                writer.writerow([*mine, *(_cell(reason[name]) for name in tests)])
    outputs.write(path, text.getvalue())


def _cell(value: Any) -> Any:
    return no_formula(value) if isinstance(value, str) else value


def write_json(changes: Iterable[Change], path: Path) -> None:
    """Write the changes for programs; an open mark is ``null``."""
    document = [asdict(change) for change in changes]
    outputs.write(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
