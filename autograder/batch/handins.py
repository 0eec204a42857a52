"""The hand-ins of one assignment: what has to be run of each, and whether anything has changed at all."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path

from nbconvert.writers import FilesWriter
from nbgrader.converters.base import NbGraderException

from autograder.batch import unchanged
from autograder.batch.converter import Converter
from autograder.batch.runner import Job, Results, Scene
from autograder.errors import AutograderError
from autograder.handin import NBGRADERS, read_line
from autograder.preprocessors import HandInExporter
from autograder.results.recorded import Records
from autograder.results.task import Task
from autograder.turns import turn


class HandIns:
    """The hand-ins of one assignment, with nbgrader's converter for all of them.

    Parameters
    ----------
    converter
        Set to the assignment.
    students
        Whose hand-ins are meant.

    Raises
    ------
    Busy
        When another program is at work on the only one of them.
    AutograderError
        When nothing can be graded at all: no held-out data, or notebook and suite do not agree.
    """

    def __init__(self, converter: Converter, students: Iterable[str]) -> None:
        self.converter = converter
        self._coursedir = converter.coursedir
        self._assignment = str(self._coursedir.assignment_id)
        wanted = {self._submitted(student): student for student in students}
        converter.known_results = {}
        # as nbgrader's start() does, but for all hand-ins that follow
        converter.init_notebooks()
        converter.assignments = {
            folder: notebooks for folder, notebooks in converter.assignments.items() if Path(folder) in wanted
        }
        converter.writer = FilesWriter(parent=converter, config=converter.config)
        try:
            converter.exporter = converter.exporter_class(parent=converter, config=converter.config)
        except NbGraderException as error:
            if isinstance(error.__cause__, AutograderError):
                raise error.__cause__ from None
            raise
        self._exporter: HandInExporter = converter.exporter
        self._exporter.done()  # from now on it is this program's turn only at what it is just recording
        # the exporter leaves out what cannot be graded, and of a team all but the latest
        found = {wanted.get(Path(folder)): folder for folder in converter.assignments}
        self._folders = {student: folder for student, folder in found.items() if student is not None}
        self._notebooks = dict(converter.assignments)

    def _submitted(self, student: str) -> Path:
        step = self._coursedir.submitted_directory
        return Path(self._coursedir.format_path(step, student, self._assignment))

    def _graded(self, student: str) -> Path:
        step = self._coursedir.autograded_directory
        return Path(self._coursedir.format_path(step, student, self._assignment))

    def __contains__(self, student: str) -> bool:
        return student in self._folders

    @property
    def scene(self) -> Scene:
        """What is needed to run them."""
        grader, exporter = self._exporter.grader, self._exporter
        return Scene(exporter.setting, grader.heldout(), exporter.heldout_files, grader.secret())

    def is_due(self, student: str) -> bool:
        """Whether nbgrader will grade a hand-in, or leave alone what it has graded before."""
        graded = self._graded(student)
        if self.converter.force or not graded.exists():
            return True
        new, old = (
            self._coursedir.get_existing_timestamp(str(folder))
            for folder in (self._submitted(student), graded)
        )
        return new is not None and old is not None and new > old

    def job(self, student: str) -> Job:
        """Return what has to be run for a student, nothing where the hand-in cannot be read."""
        try:
            return Job(student, tuple(task for task, _ in self._tasks(student).values()))
        except Exception as error:  # recording it will fail, and say why
            self.converter.log.warning("The hand-in of %s: %s", student, error)
            return Job(student, ())

    def _tasks(self, student: str) -> dict[str, tuple[Task, str]]:
        """Task and stamp of each notebook of a hand-in that the assignment has."""
        return self._exporter.tasks(self._submitted(student), self._notebooks[self._folders[student]])

    def is_stored(self, job: Job) -> bool:
        """Whether the results of a hand-in are there already."""
        return bool(job.tasks) and all(self._exporter.results.get(task.key) for task in job.tasks)

    def is_unchanged(self, student: str) -> bool:
        """Whether grading a hand-in again would write what is there already."""
        if not self._exporter.results.enabled or not self._is_copy(student):
            return False
        records = Records(self._exporter.results)
        with contextlib.suppress(OSError):
            for name, (_, stamp) in self._tasks(student).items():
                known = records.get(self._assignment, student, name)
                entry = self._entries.get((student, name))
                if known is None or entry is None or known.stamp != stamp or entry.late:
                    return False
                content = (self._graded(student) / f"{name}.ipynb").read_bytes()
                if hashlib.sha256(content).hexdigest() != known.file:
                    return False
                if any(entry.scores.get(cell) != mark for cell, mark in known.marks.items()):
                    return False
            return True
        return False

    def _is_copy(self, student: str) -> bool:
        """Whether what `nbgrader submit` adds to a hand-in is the same in what was graded."""
        folders = self._submitted(student), self._graded(student)
        return all(_content(folders[0] / name) == _content(folders[1] / name) for name in NBGRADERS)

    @cached_property
    def _entries(self) -> dict[tuple[str, str], unchanged.Entry]:
        return unchanged.entries(self._coursedir, self._assignment)

    def share(self, student: str) -> None:
        """Give the others of a team what was recorded for one of them."""
        if self._exporter.teamwork is not None:
            with self._turn(student):
                self._exporter.teamwork.share(student)

    def _turn(self, student: str) -> AbstractContextManager[None]:
        whose = self.converter.teams.whose(self._assignment, student)
        return turn(Path(self._coursedir.root), self._assignment, whose)

    def convert(self, student: str, results: Results) -> None:
        """Have nbgrader record a hand-in, with results that are known."""
        converter, folder = self.converter, self._folders[student]
        converter.kept = None
        converter.known_results = results
        converter.assignments = {folder: self._notebooks[folder]}
        with self._turn(student), contextlib.chdir(self._coursedir.root):
            self._exporter.sweep(Path(folder))  # it may be another one by now
            converter.convert_notebooks()

    def tidy(self) -> None:
        """Remove old results where they take too much space."""
        self._exporter.results.trim()


def _content(path: Path) -> bytes | None:
    try:
        return read_line(path)
    except (OSError, ValueError):
        return None
