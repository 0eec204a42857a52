"""What the gradebook has of an assignment, read at once: to see that a hand-in needs no recording."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select


@dataclass
class Entry:
    """What the gradebook has of one student's notebook.

    Parameters
    ----------
    scores
        Points that were given automatically, by cell.
    late
        Whether it is late or has a penalty, which depend on more than the hand-in.
    """

    late: bool
    scores: dict[str, float | None] = field(default_factory=dict)


def entries(coursedir: CourseDirectory, assignment: str) -> dict[tuple[str, str], Entry]:
    """Return what the gradebook has of an assignment, by student and notebook.

    Parameters
    ----------
    coursedir
        The course, as nbgrader describes it.
    assignment
        Name of the assignment.
    """
    handed_in = (
        select(
            SubmittedNotebook.id,
            SubmittedAssignment.student_id,
            Notebook.name,
            SubmittedAssignment.timestamp,
            Assignment.duedate,
            SubmittedNotebook.late_submission_penalty,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    scores: defaultdict[str, dict[str, float | None]] = defaultdict(dict)
    result = {}
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        given = (
            select(Grade.notebook_id, BaseCell.name, Grade.auto_score)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == assignment)
        )
        for notebook_id, cell, score in gradebook.db.execute(given):
            scores[notebook_id][cell] = score
        for notebook_id, student, notebook, stamp, due, penalty in gradebook.db.execute(handed_in):
            late = bool(penalty) or (due is not None and stamp is not None and stamp > due)
            result[student, notebook] = Entry(late, scores[notebook_id])
    return result
