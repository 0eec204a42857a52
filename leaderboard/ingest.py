"""Takes what the grader left in the held-out store into the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder import entries as grader
from autograder.datasets.heldout import HeldOutFaces
from autograder.entries import About, EntryUnreadable, Failed, Predictions
from autograder.sanitise import printable
from leaderboard.rulings import Rulings
from leaderboard.settings import Leaderboard
from leaderboard.store import News, Store


@dataclass
class Taken:
    """What was taken into the database.

    Parameters
    ----------
    news
        How many gradings brought what.
    problems
        What instructors should know.
    """

    news: Counter[News] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def ingest(
    settings: Leaderboard,
    store: Store,
    faces: HeldOutFaces,
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> Taken:
    """Store all gradings that are not stored yet; safe to repeat, and to run twice at once.

    The files stay where they are: what the grader wrote is never changed.

    Parameters
    ----------
    settings
        The course's.
    store
        Takes them.
    faces
        The held-out faces: predictions for others are stored, too, but of these the form is known.
    progress
        Is told how many files are done, of how many.
    """
    taken = Taken()
    fingerprint = grader.fingerprint(faces)
    known = store.files()
    fresh = [path for path in grader.paths(settings.heldout) if path.stem not in known]
    read: list[tuple[Path, About, Predictions | Failed]] = []
    for path in fresh:
        try:
            about, result = grader.read(path)
            _check(about, result, fingerprint, (len(faces.ids), len(faces.names)))
            read.append((path, about, result))
        except EntryUnreadable as error:
            taken.problems.append(printable(str(error)))
    for number, (path, about, result) in enumerate(sorted(read, key=_order)):
        progress(number, len(read))
        _, news = store.add(path.stem, about, result, settings.cap)
        taken.news[news] += 1
        if news is News.DIFFERENT:
            taken.problems.append(
                f"The hand-in of {printable(about.student)} from {printable(about.handed_in)} was graded "
                "again with another answer; the first one counts. 'leaderboard update --take-regraded' takes "
                "the new one, for all such hand-ins."
            )
    rulings = Rulings(store, fingerprint)
    for text in taken.problems:
        rulings.tell(text)
    return taken


def _check(about: About, result: Predictions | Failed, fingerprint: str, wanted: tuple[int, int]) -> None:
    """Check the form of predictions for the images that are there."""
    if isinstance(result, Predictions) and about.heldout == fingerprint:
        shape = result.probabilities.shape
        if shape != wanted:
            raise EntryUnreadable(f"An entry of {about.student} has the shape {shape} instead of {wanted}.")


def _order(one: tuple[Path, About, Predictions | Failed]) -> tuple[str, str, str]:
    """By hand-in, then by grading."""
    path, about, _ = one
    try:
        when = datetime.fromisoformat(about.handed_in or about.graded).isoformat()
    except ValueError:
        when = about.graded
    return when, about.graded, path.stem
