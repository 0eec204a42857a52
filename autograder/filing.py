"""Files for the leaderboard what a hand-in answered on the held-out images, or why it did not."""

from __future__ import annotations

import glob
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import entries, suite
from autograder.datasets.heldout import HeldOut
from autograder.outcomes import Outcome

if TYPE_CHECKING:  # a worker needs nothing of nbgrader, which takes a second to import
    from nbgrader.coursedir import CourseDirectory

FAULT = "The grader itself failed on this hand-in; your instructor sees why. It is graded again."
_UNNAMED = (
    "The hand-in holds no notebook called {wanted}, so there was nothing to grade. Hand the notebook in "
    "under its own name."
)

log = logging.getLogger(__name__)


def file(
    coursedir: CourseDirectory,
    store: HeldOut,
    student: str,
    team: str,
    result: entries.Predictions | entries.Failed,
    files: Mapping[str, bytes],
) -> None:
    """Store what grading a hand-in gave.

    Parameters
    ----------
    coursedir
        nbgrader's; its assignment is the one that is graded.
    store
        The held-out store.
    student, team
        Whose hand-in it is.
    result
        What it answered, or why it did not.
    files
        Its files beside the notebook, by name.
    """
    _save(coursedir, store, student, team, result, files, datetime.now(UTC))


def file_unnamed(coursedir: CourseDirectory, store: HeldOut, team_of: Callable[[str], str]) -> None:
    """Store a failed entry for each hand-in without a notebook of the assignment: nbgrader passes it over.

    Safe to repeat. Only assignments whose suite makes entries have any.

    Parameters
    ----------
    coursedir
        nbgrader's, with the assignment and the student or pattern of students that are graded.
    store
        The held-out store.
    team_of
        Returns the name of a student's team.
    """
    assignment = coursedir.assignment_id
    if not suite.makes_entry(assignment):
        return
    released = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    wanted = sorted(path.name for path in released.glob("*.ipynb"))
    pattern = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, assignment)
    for folder in map(Path, sorted(glob.glob(pattern))):
        if not folder.is_dir() or any((folder / name).is_file() for name in wanted):
            continue
        student = folder.parts[-len(Path(assignment).parts) - 1]
        told = entries.Failed(Outcome.WRONG, _UNNAMED.format(wanted=" or ".join(wanted)))
        # the same time whenever it is looked at, so that it is one entry
        when = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        log.warning("%s handed in no notebook of %s.", student, assignment)
        _save(coursedir, store, student, team_of(student), told, {}, when)


def _save(
    coursedir: CourseDirectory,
    store: HeldOut,
    student: str,
    team: str,
    result: entries.Predictions | entries.Failed,
    files: Mapping[str, bytes],
    graded: datetime,
) -> None:
    folder = coursedir.format_path(coursedir.submitted_directory, student, coursedir.assignment_id)
    notebooks = {path.name: path.read_bytes() for path in Path(folder).glob("*.ipynb") if path.is_file()}
    handed_in = coursedir.get_existing_timestamp(folder)
    about = entries.About(
        assignment=coursedir.assignment_id,
        student=student,
        team=team,
        handed_in=handed_in.isoformat() if handed_in else "",
        graded=graded.isoformat(timespec="milliseconds"),
        model_bytes=sum(map(len, files.values())),
        heldout=entries.fingerprint(store.faces()),
        work=entries.digest({**files, **notebooks}),
    )
    entries.save(store, about, result)
