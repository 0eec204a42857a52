"""Writes the marks of a graded notebook into the gradebook: all of them or, where something fails, none."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor
from sqlalchemy.orm import joinedload

from autograder.team_copies import document
from autograder.teamwork import Teamwork

OPEN_CELLS = "convclass_open"
"""Key of nbconvert's resources: the grade cells that the grader failed to check."""


@functools.lru_cache(maxsize=4)
def gradebook(db_url: str, course: str = "default_course") -> Gradebook:
    """Return a gradebook to be used and closed again and again: it remembers how its queries are written.

    Parameters
    ----------
    db_url
        Where it is.
    course
        nbgrader's id of the course, in which new assignments and students are entered.
    """
    return Gradebook(db_url, course)


class SaveMarks(NbGraderPreprocessor):  # type: ignore[misc]
    """Does what nbgrader's SaveAutoGrades does, in one transaction instead of one for each cell.

    The marks of cells that the grader failed to check stay open, so that a person decides.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Write the marks.

        Raises
        ------
        nbgrader.api.MissingEntry
            When the gradebook does not know the hand-in, or not all of its cells.
        """
        mine = resources["nbgrader"]
        open_cells = resources.get(OPEN_CELLS, [])
        with gradebook(mine["db_url"]) as book:
            notebook = book.find_submission_notebook(mine["notebook"], mine["assignment"], mine["student"])
            grades = _by_cell(book, Grade, notebook.id)
            comments = _by_cell(book, Comment, notebook.id)
            for cell in nb.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                if utils.is_grade(cell):
                    self._grade(cell, _entry(grades, name, mine), name in open_cells)
                if utils.is_solution(cell) or utils.is_task(cell):
                    _comment(cell, _entry(comments, name, mine))
            book.db.commit()
        return nb, resources

    def _grade(self, cell: NotebookNode, grade: Grade, is_open: bool) -> None:
        """Take a cell's mark; one that a person has given stays, and is to be looked at again."""
        grade.auto_score = None if is_open else utils.determine_grade(cell, self.log)[0]
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None


class LatePenalties(AssignLatePenalties):  # type: ignore[misc]
    """Has nbgrader look for a penalty where there may be one: where it came late, or has had one before."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Enter the penalty, if any."""
        mine = resources["nbgrader"]
        with gradebook(mine["db_url"]) as book:
            notebook = book.find_submission_notebook(mine["notebook"], mine["assignment"], mine["student"])
            is_late = notebook.assignment.total_seconds_late > 0
            has_one = notebook.late_submission_penalty is not None
        if is_late or has_one:
            nb, resources = super().preprocess(nb, resources)
        return nb, resources


class ShareWithTeam(NbGraderPreprocessor):  # type: ignore[misc]
    """Records the marks for all members of the team; the last, since it copies what the others stored."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Share marks and notebook."""
        mine = resources["nbgrader"]
        work: Teamwork | None = self.parent.teamwork  # the exporter's
        if work is not None:
            work.share(mine["student"], {mine["notebook"]: document(nb)})
        return nb, resources


def _comment(cell: NotebookNode, comment: Comment) -> None:
    unchanged = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    comment.auto_comment = "No response." if unchanged and not utils.is_task(cell) else None


def _by_cell(book: Gradebook, kind: type, notebook_id: str) -> dict[str, Grade | Comment]:
    """Read all of a kind with one query, where asking for each cell would take one each."""
    query = book.db.query(kind).options(joinedload(kind.cell))  # type: ignore[attr-defined]
    rows: Sequence[Grade | Comment] = query.filter(kind.notebook_id == notebook_id).all()  # type: ignore[attr-defined]
    return {row.cell.name: row for row in rows}


def _entry(entries: dict[str, Grade | Comment], name: str, mine: dict[str, str]) -> Grade | Comment:
    if name not in entries:
        raise MissingEntry(
            f"The gradebook has no cell {name!r} in {mine['notebook']} of {mine['assignment']} for "
            f"{mine['student']}; run 'nbgrader generate_assignment {mine['assignment']}'."
        )
    return entries[name]
