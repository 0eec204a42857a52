"""Marks for learning management systems: files with the columns that Canvas, Moodle and ILIAS import.

What each of them expects was read in its importer: Canvas finds students by ``ID``, ``SIS User ID`` or
``SIS Login ID``; Moodle by the column that is mapped to the user; ILIAS by ``usr_id``, in the status file
that comes with an exercise's hand-ins. All of them take an empty mark for one that is to be deleted, so who
has no mark yet is left out.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder import outputs
from autograder.errors import AutograderError
from autograder.marks import Marks
from autograder.sanitise import no_formula

_ILIAS = (
    *("update", "usr_id", "login", "lastname", "firstname", "status", "mark", "notice", "comment"),
    *("plagiarism", "plag_comment"),
)
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE = ("Username", "ID number", "Email address", "First name", "Last name")
# By which columns of a file of the system a student is found, and the text before which sign counts as well.
_KEYS = {
    "canvas": ("SIS Login ID", "SIS User ID", "ID"),
    "moodle": ("Username", "ID number", "Email address"),
    "ilias": ("login",),
}


class RosterUnusable(AutograderError):
    """Raised when a file of the learning management system does not tell who its students are."""


@dataclass(frozen=True)
class Line:
    """One student's marks.

    Parameters
    ----------
    student
        The student's id.
    last_name, first_name, email, lms_id
        As the gradebook knows them; empty where it does not.
    cells
        Points of each grade cell; NaN while the mark is open.
    late_penalty, total
        Points off, and what is left.
    is_open
        Whether a mark is missing, or waits for a person.
    known
        The student's line in a file of the system, where one was given.
    """

    student: str
    last_name: str
    first_name: str
    email: str
    lms_id: str
    cells: Mapping[str, float]
    late_penalty: float
    total: float
    is_open: bool
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """What is exported.

    Parameters
    ----------
    name
        What the assignment is called in the system.
    points
        Points of each grade cell.
    lines
        One a student.
    with_cells
        Whether the points of each cell are wanted as well.
    passed_from
        From how many points on it is passed (ILIAS).
    """

    name: str
    points: Mapping[str, float]
    lines: Sequence[Line]
    with_cells: bool = False
    passed_from: float = 0.0

    @property
    def most(self) -> float:
        """All points."""
        return sum(self.points.values())


def lines(coursedir: CourseDirectory, marks: Marks) -> list[Line]:
    """Return the marks of an assignment with what the gradebook knows of the students."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        people = {student.id: student for student in gradebook.students}
        about = {
            name: [str(value or "") for value in (one.last_name, one.first_name, one.email, one.lms_user_id)]
            for name, one in people.items()
        }
    found = []
    for row in marks.frame.to_dict("records"):
        cells = {name: float(row[name]) for name in marks.points}
        student = str(row["student"])
        last_name, first_name, email, lms_id = about.get(student, [""] * 4)
        found.append(
            Line(
                student,
                last_name,
                first_name,
                email,
                lms_id,
                cells=cells,
                late_penalty=float(row["late_penalty"]),
                total=float(row["total"]),
                is_open=bool(row["needs_manual"]) or any(map(math.isnan, cells.values())),
            )
        )
    return found


def read_roster(path: Path, system: str) -> dict[str, dict[str, str]]:
    """Read a file that the system has exported, which says who its students are.

    Parameters
    ----------
    path
        Canvas: the exported gradebook. Moodle: exported grades, or a list of participants with one of the
        columns Username, ID number and Email address. ILIAS: status.csv of the exercise.
    system
        ``"canvas"``, ``"moodle"`` or ``"ilias"``.

    Returns
    -------
    dict
        The lines, by all the ways in which a student may be called.

    Raises
    ------
    RosterUnusable
        When it cannot be read, or has none of the columns.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RosterUnusable(f"{path} cannot be read as text in UTF-8: {error}.") from error
    heading = text.splitlines()[0] if text else ""
    delimiter = max(",;\t", key=heading.count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    keys = [name for name in _KEYS[system] if rows and name in rows[0]]
    if not keys:
        raise RosterUnusable(
            f"{path} has none of the columns {', '.join(_KEYS[system])} in its first line, or no students."
        )
    found: dict[str, dict[str, str]] = {}
    twice = set()
    for row in rows:
        if system == "canvas" and "Points Possible" in (row.get("Student") or ""):
            continue
        values = {name: (value or "").strip() for name, value in row.items() if name}
        names = {values[key] for key in keys} | {values[key].partition("@")[0] for key in keys}
        for name in names - {""}:
            twice |= {name} if found.get(name, values) != values else set()
            found[name] = values
    for name in twice:
        del found[name]  # nobody knows who is meant
    return found


def find_students(
    given: Iterable[Line], roster: Mapping[str, dict[str, str]]
) -> tuple[list[Line], list[str]]:
    """Find each student in the system's own file.

    Returns
    -------
    list of Line
        Those who are there.
    list of str
        The others.
    """
    found, missing = [], []
    for line in given:
        names = filter(None, (line.student, line.lms_id, line.email))
        known = next((roster[name] for name in names if name in roster), None)
        if known is None:
            missing.append(line.student)
        else:
            found.append(replace(line, known=known))
    return found, missing


def points(value: float) -> str:
    """Return points as all systems read them: at most two decimals, with a point; nothing for NaN."""
    return "" if math.isnan(value) else f"{value:.2f}".rstrip("0").rstrip(".")


def plain(sheet: Sheet) -> list[list[str]]:
    """Return a table with all there is, for spreadsheets; an open mark is empty."""
    head = [
        "student",
        "last_name",
        "first_name",
        "email",
        *sheet.points,
        "late_penalty",
        "total",
        "max",
        "open",
    ]
    rows = [
        [
            *map(no_formula, (line.student, line.last_name, line.first_name, line.email)),
            *(points(line.cells[name]) for name in sheet.points),
            *(points(value) for value in (line.late_penalty, line.total, sheet.most)),
            "yes" if line.is_open else "no",
        ]
        for line in sheet.lines
    ]
    return [list(map(no_formula, head)), *rows]


def canvas(sheet: Sheet) -> list[list[str]]:
    """Return a gradebook as Canvas imports it: one column an assignment, a line of points possible."""
    extra = _extra(sheet)
    head = [*_CANVAS, sheet.name, *extra.values()]
    possible = [
        "    Points Possible",
        "",
        "",
        "",
        "",
        points(sheet.most),
        *(points(sheet.points[n]) for n in extra),
    ]
    rows = []
    for line in sheet.lines:
        named = f"{line.last_name}, {line.first_name}" if line.last_name else line.student
        who = [named, "", line.lms_id, line.student, ""]
        if line.known:
            who = [line.known.get(column, "") for column in _CANVAS]
        rows.append([*who, points(line.total), *(points(line.cells[name]) for name in extra)])
    return [head, possible, *rows]


def moodle(sheet: Sheet) -> list[list[str]]:
    """Return grades as Moodle imports them; which column is what is said when importing."""
    extra = _extra(sheet)
    rows = []
    for line in sheet.lines:
        who = [line.student, line.lms_id, line.email, line.first_name, line.last_name]
        if line.known:
            who = [line.known.get(column, known) for column, known in zip(_MOODLE, who, strict=True)]
        rows.append([*who, points(line.total), *(points(line.cells[name]) for name in extra)])
    return [[*_MOODLE, sheet.name, *extra.values()], *rows]


def ilias(sheet: Sheet) -> list[list[str]]:
    """Return the status file of an ILIAS exercise (status.csv in the ZIP of its multi-feedback)."""
    rows = []
    for line in sheet.lines:
        known = {"usr_id": line.lms_id, "login": line.student, **line.known}
        known |= {"lastname": known.get("lastname") or line.last_name}
        known |= {"firstname": known.get("firstname") or line.first_name}
        known |= {"update": "1", "mark": points(line.total)}
        known["status"] = "passed" if line.total >= sheet.passed_from else "failed"
        if sheet.with_cells:
            cells = (f"{n} {points(line.cells[n])}/{points(most)}" for n, most in sheet.points.items())
            known["comment"] = ", ".join(cells)
        rows.append([known.get(column, "") for column in _ILIAS])
    return [list(_ILIAS), *rows]


def _extra(sheet: Sheet) -> dict[str, str]:
    """The cells that get a column of their own, with its name."""
    return {name: f"{sheet.name} {name}" for name in sheet.points} if sheet.with_cells else {}


FORMATS: Mapping[str, Callable[[Sheet], list[list[str]]]] = {
    "csv": plain,
    "canvas": canvas,
    "moodle": moodle,
    "ilias": ilias,
}


def write(rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write a table as CSV in UTF-8; all of it or nothing."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    outputs.write(path, text.getvalue())
