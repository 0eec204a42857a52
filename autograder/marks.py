"""The marks of an assignment: from nbgrader's gradebook to a table, on the terminal or in a file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult
from rich.table import Table
from rich.text import Text
from sqlalchemy import select

from autograder import outputs
from autograder.errors import AutograderError
from autograder.grading import METADATA_KEY
from autograder.outcomes import SEVERITY, Outcome
from autograder.sanitise import no_formula, printable

NOT_GRADED = "not graded"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Marks:
    """The marks of one assignment.

    Parameters
    ----------
    assignment
        Name of the assignment.
    points
        Points of each grade cell, in the notebook's order. With several notebooks, the names of the
        cells are preceded by that of their notebook.
    frame
        One row per student: ``student``, one column per grade cell (NaN while the mark is open),
        ``late_penalty``, ``total`` (sum of the cells less the penalty, never below zero), ``max``,
        ``needs_manual`` (a mark waits for a person), ``outcome``.
    """

    assignment: str
    points: dict[str, float]
    frame: pd.DataFrame


def read(coursedir: CourseDirectory, assignment: str, students: Iterable[str] = ()) -> Marks:
    """Read the marks of an assignment.

    Parameters
    ----------
    coursedir
        The course, as nbgrader describes it.
    assignment
        Name of the assignment.
    students
        Students who get a row even when the gradebook does not know them.

    Raises
    ------
    AutograderError
        When the gradebook does not know the assignment.
    """
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            known = gradebook.find_assignment(assignment)
        except MissingEntry as error:
            raise AutograderError(
                f"The gradebook does not know the assignment {assignment!r}. "
                f"Make it with 'nbgrader generate_assignment {assignment}'."
            ) from error
        notebooks = [notebook.name for notebook in known.notebooks]
        points = {
            _column(notebook.name, cell.name, notebooks): float(cell.max_score)
            for notebook in known.notebooks
            for cell in [*notebook.grade_cells, *notebook.task_cells]
        }
        rows = _rows(gradebook, known.id, notebooks)
    for student in students:
        rows.setdefault(student, {"late_penalty": 0.0, "needs_manual": False})
    points = _in_order(points, coursedir, assignment, notebooks)
    records = []
    for student in sorted(rows):
        row = rows[student]
        cells = {name: row.get(name, math.nan) for name in points}
        total = sum(score for score in cells.values() if not math.isnan(score))
        folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
        records.append(
            {
                "student": student,
                **cells,
                "late_penalty": row["late_penalty"],
                "total": max(0.0, total - row["late_penalty"]),
                "max": sum(points.values()),
                "needs_manual": row["needs_manual"],
                "outcome": outcome([folder / f"{name}.ipynb" for name in notebooks]),
            }
        )
    columns = ["student", *points, "late_penalty", "total", "max", "needs_manual", "outcome"]
    return Marks(assignment, points, pd.DataFrame(records, columns=columns))


def _column(notebook: str, cell: str, notebooks: Sequence[str]) -> str:
    return cell if len(notebooks) == 1 else f"{notebook}/{cell}"


def _rows(gradebook: Gradebook, assignment_id: str, notebooks: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Read all grades at once; through nbgrader's objects it would be a query per grade."""
    rows: dict[str, dict[str, Any]] = {}
    mine = SubmittedAssignment.assignment_id == assignment_id
    penalties = (
        select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(mine)
    )
    for student, penalty in gradebook.db.execute(penalties):
        row = rows.setdefault(student, {"late_penalty": 0.0, "needs_manual": False})
        row["late_penalty"] += penalty or 0.0
    grades = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(mine)
    )
    for student, notebook, cell, auto, manual, extra, needs_manual in gradebook.db.execute(grades):
        row = rows[student]
        score = auto if manual is None else manual
        row[_column(notebook, cell, notebooks)] = math.nan if score is None else score + (extra or 0.0)
        row["needs_manual"] |= bool(needs_manual)
    return rows


def _in_order(
    points: dict[str, float], coursedir: CourseDirectory, assignment: str, notebooks: Sequence[str]
) -> dict[str, float]:
    """Bring the cells into the order of the notebook; the gradebook keeps none."""
    order = []
    for name in notebooks:
        folder = coursedir.format_path(coursedir.release_directory, ".", assignment)
        for cell in _load(Path(folder) / f"{name}.ipynb").get("cells", []):
            grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
            order.append(_column(name, grade_id, notebooks))
    position = {name: number for number, name in enumerate(order)}
    return dict(sorted(points.items(), key=lambda item: (position.get(item[0], len(order)), item[0])))


def outcome(notebooks: Iterable[Path]) -> str:
    """Say how the hidden tests of a hand-in ended, from its graded notebooks.

    Parameters
    ----------
    notebooks
        Graded notebooks of one student. They may be missing.

    Returns
    -------
    str
        ``"passed"``; the other outcomes that occurred, as in ``"timed out, wrong"``; ``"not graded"``
        where a notebook is missing; ``"unknown"`` where it was not graded by this grader.
    """
    seen: set[str] = set()
    for path in notebooks:
        if not path.is_file():
            return NOT_GRADED
        seen |= _outcomes(_load(path))
    if UNKNOWN in seen:
        return UNKNOWN
    return ", ".join(name for name in SEVERITY if name in seen) or str(Outcome.PASSED)


def _load(path: Path) -> dict[str, Any]:
    try:
        notebook = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return notebook if isinstance(notebook, dict) else {}


def _outcomes(notebook: dict[str, Any]) -> set[str]:
    metadata = notebook.get("metadata")
    ours = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    cells = ours.get("cells") if isinstance(ours, dict) else None
    if not isinstance(ours, dict) or not isinstance(cells, dict):
        return {UNKNOWN}
    names = [ours.get("outcome")]
    for cell in cells.values():
        outcomes = cell.get("outcomes") if isinstance(cell, dict) else None
        names += outcomes if isinstance(outcomes, list) else []
    return {str(Outcome(name)) for name in names if name in list(Outcome)}


def show(marks: Marks) -> ConsoleRenderable:
    """Return the marks as a table for the terminal."""
    return _Shown(marks)


@dataclass(frozen=True)
class _Shown:
    """Marks that fit themselves to the terminal: columns are numbered where their names are too wide."""

    marks: Marks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the widest form that fits."""
        prefix = "test_" if all(name.startswith("test_") for name in self.marks.points) else ""
        names = {name: name.removeprefix(prefix) for name in self.marks.points}
        table = self._table(names)
        if console.measure(table, options=options.update(max_width=10_000)).maximum <= options.max_width:
            yield table
        else:
            yield self._table({name: str(number) for number, name in enumerate(names, 1)})
            legend = [f"{number} {name}" for number, name in enumerate(names.values(), 1)]
            yield Text(f"Columns: {', '.join(legend)}.", "dim")
        if self.marks.frame[list(names)].isna().to_numpy().any():
            yield Text("? is a mark that is still open.", "dim")

    def _table(self, headings: dict[str, str]) -> Table:
        frame, points = self.marks.frame, self.marks.points
        late, manual = bool((frame["late_penalty"] > 0).any()), bool(frame["needs_manual"].any())
        table = Table(
            title=Text(self.marks.assignment),
            box=SIMPLE_HEAD,
            padding=(0, 1, 0, 0),
            pad_edge=False,
            show_footer=True,
            footer_style="dim",
        )
        table.add_column("student", Text("points"), overflow="fold", min_width=8)
        for name, heading in headings.items():
            table.add_column(Text(heading), Text(f"{points[name]:g}"), justify="right", no_wrap=True)
        if late:
            table.add_column("late", justify="right", no_wrap=True)
        table.add_column("total", Text(f"{sum(points.values()):g}"), justify="right", no_wrap=True)
        if manual:
            table.add_column("to mark", no_wrap=True)
        table.add_column("outcome", overflow="fold", min_width=10)
        for row in frame.to_dict("records"):
            cells = [_points(row[name], points[name]) for name in headings]
            line = [Text(printable(row["student"])), *cells]
            line += [Text(f"-{row['late_penalty']:g}" if row["late_penalty"] else "")] if late else []
            line += [_points(row["total"], row["max"], "bold ")]
            line += [Text("by hand" if row["needs_manual"] else "")] if manual else []
            table.add_row(*line, Text(row["outcome"]))
        return table


def _points(score: float, most: float, style: str = "") -> Text:
    if math.isnan(score):
        return Text("?", "magenta")
    colour = "green" if score >= most else "yellow" if score > 0 else "red"
    return Text(f"{round(score, 2):g}", style + colour)


def write_csv(marks: Marks, path: Path) -> None:
    """Write the marks for a spreadsheet, in UTF-8.

    Text that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    frame = marks.frame.copy()
    for column in ("student", "outcome"):
        frame[column] = [no_formula(text) for text in frame[column]]
    outputs.write(path, frame.rename(columns=no_formula).to_csv(index=False))


def write_json(marks: Marks, path: Path) -> None:
    """Write the marks for programs; an open mark is ``null``."""
    students = []
    for row in marks.frame.to_dict("records"):
        cells = {name: None if math.isnan(row[name]) else row[name] for name in marks.points}
        others = {name: value for name, value in row.items() if name not in marks.points}
        students.append({**others, "cells": cells})
    document = {"assignment": marks.assignment, "points": marks.points, "students": students}
    outputs.write(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
