"""What was recorded of each hand-in the last time: to see that nothing has changed, or what has and why."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import team_copies
from autograder.files import replaced
from autograder.results.store import ResultStore
from autograder.suite import Record

_FOLDER = "recorded"


@dataclass(frozen=True)
class Ended:
    """How one hidden test of a hand-in ended.

    Parameters
    ----------
    cell, asks, outcome, points, message
        See `autograder.suite.Record`.
    """

    cell: str
    asks: str
    outcome: str
    points: float
    message: str


@dataclass(frozen=True)
class Recorded:
    """What was recorded of one notebook of a hand-in.

    Parameters
    ----------
    assignment, student, notebook
        Which one it is.
    stamp
        See `stamp`; empty where grading again may give something else.
    file
        SHA-256 of the graded notebook.
    marks
        Points of each cell that is graded automatically; None where the mark was left open.
    tests
        The hidden tests by name.
    """

    assignment: str
    student: str
    notebook: str
    stamp: str
    file: str
    marks: Mapping[str, float | None]
    tests: Mapping[str, Ended]


def tests(records: Iterable[Record]) -> dict[str, Ended]:
    """Return records in the form in which they are kept."""
    return {
        record.part.test: Ended(
            record.part.cell, record.part.asks, str(record.outcome), record.points, record.message
        )
        for record in records
    }


def stamp(notebook: NotebookNode, key: str) -> str:
    """Return a digest of all that a graded notebook is made from.

    Parameters
    ----------
    notebook
        The rebuilt notebook, before it is graded.
    key
        That of its result; see `autograder.results.task.Task.key`.
    """
    cells = [(cell.cell_type, cell.get("id"), cell.source, cell.metadata) for cell in notebook.cells]
    metadata = dict(notebook.metadata)
    if origin := metadata.get(team_copies.METADATA_KEY):  # when it was graded changes nothing
        metadata[team_copies.METADATA_KEY] = {**origin, "graded": ""}
    about = json.dumps([key, cells, metadata], sort_keys=True)
    return hashlib.sha256(about.encode()).hexdigest()


class Records:
    """What was recorded of all hand-ins of a course.

    Parameters
    ----------
    store
        The course's results, with which it lies.
    """

    def __init__(self, store: ResultStore) -> None:
        self._store = store

    def _path(self, assignment: str, student: str, notebook: str) -> Path:
        # names of students may hold anything
        name = hashlib.sha256(json.dumps([assignment, student, notebook]).encode()).hexdigest()
        return self._store.folder / _FOLDER / f"{name}.json"

    def put(self, recorded: Recorded) -> None:
        """Keep what was recorded, in place of what was before."""
        path = self._path(recorded.assignment, recorded.student, recorded.notebook)
        self._store.private_folder(_FOLDER)
        with replaced(path) as file:
            file.write(json.dumps(asdict(recorded)).encode())

    def get(self, assignment: str, student: str, notebook: str) -> Recorded | None:
        """Return what was recorded last; None where that is not known."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            fields: dict[str, Any] = json.loads(self._path(assignment, student, notebook).read_bytes())
            fields["tests"] = {name: Ended(**test) for name, test in fields["tests"].items()}
            found = Recorded(**fields)
            if (found.assignment, found.student, found.notebook) == (assignment, student, notebook):
                return found
        return None
