"""nbgrader's converter for one hand-in after the other: what holds for all is read and opened once."""

from __future__ import annotations

import time
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.utils import find_all_files

from autograder.batch.runner import Results
from autograder.recording import gradebook
from autograder.teams import Teams


class Converter(Autograde):  # type: ignore[misc]
    """nbgrader's converter with what ours knows besides."""

    kept: bool | None = None  # whether there was nothing to do; None where the hand-in was left out
    teams: Teams  # read once for all students
    known_results: Results | None = None
    entering: float = 0.0  # seconds that it took to enter the last hand-in in the gradebook

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Decide whether to grade a hand-in."""
        process = bool(super().init_destination(assignment_id, student_id))
        self.kept = not process
        return process

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy a hand-in's files, and enter it in the gradebook.

        nbgrader's own opens the gradebook five times, which takes longer than all that it does with it. So
        it does that only where there is more to do, or something to refuse or to warn of.
        """
        start = time.monotonic()
        with gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            is_plain = self._is_plain(book, assignment_id)
            if is_plain:
                super(Autograde, self).init_assignment(assignment_id, student_id)
                self._enter(book, assignment_id, student_id)
        if not is_plain:
            super().init_assignment(assignment_id, student_id)
        self.entering = time.monotonic() - start

    def _is_plain(self, book: Gradebook, assignment: str) -> bool:
        """Whether just the notebooks of the assignment were handed in, and nothing comes from the teacher."""
        try:
            names = {notebook.name for notebook in book.find_assignment(assignment).notebooks}
        except MissingEntry:
            return False
        return (
            self.create_student
            and {Path(path).stem for path in self.notebooks} == names
            and not self._is_given_files(assignment)
        )

    def _is_given_files(self, assignment: str) -> bool:
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))
        found = find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"])
        kept = {str(source / name) for name in self.exclude_overwriting.get(assignment, [])}
        return not kept.issuperset(found)

    def _enter(self, book: Gradebook, assignment: str, student: str) -> None:
        book.update_or_create_student(student)
        handed_in = self.coursedir.get_existing_timestamp(self._format_source(assignment, student))
        when = {"timestamp": handed_in} if handed_in else {}
        submission = book.update_or_create_submission(assignment, student, **when)
        if handed_in and submission.total_seconds_late > 0:
            self.log.warning("%s is %s seconds late", submission, submission.total_seconds_late)
