"""One hand-in to run and check, as plain data that may be sent to another process or machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder import filing, grading, suite
from autograder.datasets.heldout import HeldOut
from autograder.entries import Failed
from autograder.grading import Examined
from autograder.outcomes import Outcome
from autograder.sandbox import ForkServer, Limits
from autograder.suite import Record


@dataclass(frozen=True, repr=False)
class Setting:
    """What all hand-ins of an assignment are run with.

    Parameters
    ----------
    assignment
        Chooses the hidden suite.
    version
        Digest of the grader's source; see `autograder.results.source.version`.
    heldout
        Digest of the held-out data that the suite reads, or an empty text.
    preload
        Modules that the warm server imports.
    limits
        All fields of `autograder.sandbox.Limits`.
    given
        The teacher's files, by name.
    """

    assignment: str
    version: str
    heldout: str
    preload: tuple[str, ...]
    limits: Mapping[str, float]
    given: Mapping[str, bytes]

    @cached_property
    def digest(self) -> str:
        """The same for the same setting."""
        given = _digests(self.given)
        about = [self.assignment, self.version, self.heldout, self.preload, dict(self.limits), given]
        return _digest(about)

    def __repr__(self) -> str:  # Dask shows it on its pages
        return f"Setting({self.assignment})"


@dataclass(frozen=True, repr=False)
class Task:
    """One notebook of a hand-in.

    Parameters
    ----------
    setting
        `Setting.digest` of what it is run with.
    student
        Owner of the hand-in; their code may look at the name, and hidden tests make numbers of it.
    cells
        Source and metadata of each code cell of the rebuilt notebook.
    handed_in
        The files that the student handed in beside it, by name.
    """

    setting: str
    student: str
    cells: tuple[tuple[str, dict[str, Any]], ...]
    handed_in: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The same where the result must be the same, a digest of all that it depends on."""
        return _digest([self.setting, self.student, self.cells, _digests(self.handed_in)])

    def __repr__(self) -> str:  # Dask shows it on its pages: no name, no code
        return f"Task({self.key[:12]})"


def code_cells(notebook: NotebookNode) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return source and metadata of a notebook's code cells."""
    return tuple((cell.source, cell.metadata) for cell in notebook.cells if cell.cell_type == "code")


def perform(task: Task, setting: Setting, server: ForkServer, heldout: HeldOut | None) -> Examined:
    """Run and check a notebook.

    Parameters
    ----------
    task, setting
        The notebook, and what it is run with.
    server
        The warm server that has imported `Setting.preload`.
    heldout
        The held-out data.
    """
    # nbformat's own way to make a cell checks each against its schema
    cells = [
        from_dict({"cell_type": "code", "source": source, "metadata": metadata})
        for source, metadata in task.cells
    ]
    return grading.examine(
        cells,
        setting.assignment,
        task.student,
        server,
        Limits(**setting.limits),
        grading.Files(task.handed_in, setting.given),
        heldout,
    )


def failed(task: Task, assignment: str, detail: str) -> Examined:
    """Return the result where the grader itself failed: all marks stay open.

    Parameters
    ----------
    task
        The notebook.
    assignment
        Name of the assignment.
    detail
        What failed, for the instructor.
    """
    records = [Record(part, Outcome.GRADER_FAULT, detail=detail) for part in suite.parts(assignment)]
    entry = Failed(Outcome.GRADER_FAULT, filing.FAULT) if suite.makes_entry(assignment) else None
    return Examined(outputs=[None] * len(task.cells), records=records, entry=entry, settled=False)


def _digests(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    return [(name, hashlib.sha256(content).hexdigest()) for name, content in sorted(files.items())]


def _digest(about: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
