"""Records the marks of one member's hand-in for the others of the team, in nbgrader's gradebook.

What the grader found (points, its comments, the late penalty) is the same for all members. What a person
gave (points, extra credit, comments) is copied as well, but a mark that a person gave to one member
on purpose is not overwritten. To tell the two apart, what was copied is remembered: a member's value
that is still the one copied last, or that nobody gave, follows the team's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory

from autograder.errors import AutograderError

# What a person gave and was copied: notebook -> "cell/field" -> value.
Copied = dict[str, dict[str, Any]]
_BY_HAND = {"manual_score": "points", "extra_credit": "extra credit", "manual_comment": "comment"}


@dataclass(frozen=True)
class Kept:
    """Something that a person gave to one member only, which was left as it is.

    Parameters
    ----------
    student
        The member.
    cell
        Name of the cell.
    what
        ``"points"``, ``"extra credit"`` or ``"comment"``.
    own, teams
        What the member has, and what the member whose hand-in it was has.
    """

    student: str
    cell: str
    what: str
    own: Any
    teams: Any


@dataclass(frozen=True)
class Shared:
    """What sharing marks did: what each member now has of the team's, and what was left as it is."""

    copied: Mapping[str, Copied]
    kept: list[Kept]


def share(
    coursedir: CourseDirectory, assignment: str, source: str, members: Mapping[str, Copied], force: bool
) -> Shared:
    """Give members the marks of the one whose hand-in was graded, all of them or none.

    Parameters
    ----------
    coursedir
        The course, as nbgrader describes it.
    assignment
        Name of the assignment.
    source
        The member whose hand-in was graded.
    members
        The others, with what was copied to them before. Those whom the gradebook does not know are added.
    force
        Overwrite what a person gave to one member only.

    Raises
    ------
    AutograderError
        When the hand-in of `source` is not in the gradebook.
    """
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            graded = gradebook.find_submission(assignment, source)
        except MissingEntry as error:
            raise AutograderError(
                f"{source!r} has no marks of {assignment} yet; grade with 'nbgrader autograde {assignment}'."
            ) from error
        # nbgrader stores each of these at once; they hold no marks yet
        theirs: dict[str, SubmittedAssignment] = {}
        for member in members:
            gradebook.update_or_create_student(member)
            theirs[member] = gradebook.update_or_create_submission(assignment, member)
        copied, kept = {}, []
        for member, before in members.items():
            theirs[member].timestamp = graded.timestamp
            copied[member], left = _copy(graded, theirs[member], member, before, force)
            kept += left
        gradebook.db.commit()
    return Shared(copied, kept)


def take_back(coursedir: CourseDirectory, assignment: str, student: str, copied: Copied) -> bool:
    """Take from a student what a person gave to the team that they have left.

    Parameters
    ----------
    copied
        What was copied to the student.

    Returns
    -------
    bool
        Whether the student still has something that a person gave to them alone.
    """
    left = False
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return False
        for notebook in submission.notebooks:
            mine = copied.get(notebook.name, {})
            for key, entry, field in _by_hand(notebook):
                value = getattr(entry, field)
                if key in mine and _same(field, value, mine[key]):
                    setattr(entry, field, None)
                    if field == "manual_score":
                        entry.needs_manual_grade = entry.auto_score is None
                elif not _same(field, value, None):
                    left = True
        gradebook.db.commit()
    return left


def remove(coursedir: CourseDirectory, assignment: str, student: str) -> None:
    """Remove all marks of a student's assignment."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        gradebook.remove_submission(assignment, student)


def students(coursedir: CourseDirectory) -> set[str]:
    """Return the ids of all students in the gradebook."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        return {student.id for student in gradebook.students}


def _copy(
    graded: SubmittedAssignment, mine: SubmittedAssignment, member: str, before: Copied, force: bool
) -> tuple[Copied, list[Kept]]:
    copied: Copied = {}
    kept: list[Kept] = []
    own_notebooks = {notebook.notebook_id: notebook for notebook in mine.notebooks}
    for source in graded.notebooks:
        target = own_notebooks[source.notebook_id]
        target.late_submission_penalty = source.late_submission_penalty
        last, now = before.get(source.name, {}), copied.setdefault(source.name, {})
        entries = {key: entry for key, entry, _ in _by_hand(target)}
        own_marks = set()
        for key, entry, field in _by_hand(source):
            teams, own = getattr(entry, field), getattr(entries[key], field)
            if (
                _same(field, own, teams)
                or _same(field, own, None)
                or force
                or _is_copy(field, own, key, last)
            ):
                setattr(entries[key], field, teams)
                now[key] = teams
                continue
            kept.append(Kept(member, entry.name, _BY_HAND[field], own, teams))
            if field == "manual_score":
                own_marks.add(entry.name)
            if key in last:
                now[key] = last[key]
        grades = {grade.cell_id: grade for grade in target.grades}
        for grade in source.grades:
            grades[grade.cell_id].auto_score = grade.auto_score
            if grade.name not in own_marks:
                grades[grade.cell_id].needs_manual_grade = grade.needs_manual_grade
        comments = {comment.cell_id: comment for comment in target.comments}
        for comment in source.comments:
            comments[comment.cell_id].auto_comment = comment.auto_comment
    return copied, kept


def _by_hand(notebook: SubmittedNotebook) -> Iterator[tuple[str, Any, str]]:
    """All that a person may have given: key, its row of the gradebook, its field there."""
    for grade in sorted(notebook.grades, key=lambda grade: str(grade.name)):
        yield f"{grade.name}/manual_score", grade, "manual_score"
        yield f"{grade.name}/extra_credit", grade, "extra_credit"
    for comment in sorted(notebook.comments, key=lambda comment: str(comment.name)):
        yield f"{comment.name}/manual_comment", comment, "manual_comment"


def _is_copy(field: str, own: Any, key: str, last: Mapping[str, Any]) -> bool:
    return key in last and _same(field, own, last[key])


def _same(field: str, one: Any, other: Any) -> bool:
    """Whether two values mean the same: no points are not zero points, but no credit is."""
    if field == "manual_score":
        return bool(one == other)
    return bool((one or None) == (other or None))
