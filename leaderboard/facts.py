"""Everything that a board is computed from, and nothing that is computed: from the database or a snapshot."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from autograder import entries as grader
from autograder.datasets.heldout import PUBLIC, HeldOutFaces
from leaderboard import labels, ranking, ranksets
from leaderboard.documents import Half
from leaderboard.ranking import BoolArray, FloatArray, IntArray
from leaderboard.rulings import Rulings
from leaderboard.settings import Leaderboard
from leaderboard.store import NO_ANSWER, Answers, Store


@dataclass(frozen=True)
class Images:
    """The held-out images, without pixels.

    Parameters
    ----------
    ids
        Their names.
    public
        bool, shape (n,): whether each is of the public half.
    labels
        int64, shape (n,): as they are scored; -1 for an ambiguous one, which is not scored.
    labels_version
        Which version of the labels that is.
    true_labels
        int64, shape (n,): who is really shown, -1 where that is not known.
    people
        Names of the people, by label.
    """

    ids: tuple[str, ...]
    public: BoolArray
    labels: IntArray
    labels_version: int
    true_labels: IntArray
    people: tuple[str, ...]

    def scored(self, half: Half) -> BoolArray:
        """Return which images count for a half, shape (n,)."""
        return (self.public if half == "public" else ~self.public) & (self.labels >= 0)


@dataclass(frozen=True)
class Rules:
    """What a course decides and the board depends on; see `leaderboard.settings.Leaderboard`.

    Parameters
    ----------
    course, assignment
        What the board is about.
    cap, time_zone, day_begins
        Entries of a team that count on a day, and when a day is.
    instructors
        Students whose hand-ins are the instructor's model.
    pseudonyms
        Whether teams are shown under invented names.
    seed, draws, confidence
        Of the sets of ranks.
    """

    course: str
    assignment: str
    cap: int
    time_zone: str
    day_begins: int
    instructors: tuple[str, ...]
    pseudonyms: bool
    seed: int
    draws: int = ranksets.DRAWS
    confidence: float = ranking.CONFIDENCE


@dataclass(frozen=True)
class Reference:
    """A model to compare with, which is not a team's.

    Parameters
    ----------
    name
        What it is.
    probabilities
        Shape (images, people).
    model_bytes, seconds
        Size and time.
    kind
        Which row it is; an ``"instructor"`` makes room for a hand-in of an instructor.
    """

    name: str
    probabilities: FloatArray
    model_bytes: int
    seconds: float
    kind: Literal["baseline", "instructor"] = "baseline"


@dataclass(frozen=True)
class Facts:
    """Everything that a board is computed from.

    Parameters
    ----------
    entries
        The columns of `leaderboard.store.COLUMNS`, in any order of rows.
    answers
        Most probable person of each image, one row for each of the entries.
    probabilities
        Returns the predictions of entries, given their ids.
    images
        The held-out images.
    rules
        What the course decided.
    references
        Models to compare with.
    finals
        Entries that teams named for the final.
    last_turn
        Entries after this one came after the freeze; None: it is not frozen.
    """

    entries: pd.DataFrame
    answers: Answers
    probabilities: Callable[[Sequence[str]], FloatArray]
    images: Images
    rules: Rules
    references: tuple[Reference, ...] = ()
    finals: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    last_turn: int | None = None

    def correct(self, half: Half) -> BoolArray:
        """Return which scored images of a half each entry has right, shape (entries, images)."""
        scored = self.images.scored(half)
        return np.asarray(self.answers[:, scored] == self.images.labels[scored])

    def in_order(self) -> Facts:
        """Return the same with each entry once, in the order of arrival."""
        keep = self.entries.reset_index(drop=True).drop_duplicates("entry").sort_values("turn").index
        frame = self.entries.reset_index(drop=True).loc[keep].reset_index(drop=True)
        return dataclasses.replace(self, entries=frame, answers=self.answers[keep])


def gather(
    settings: Leaderboard,
    store: Store,
    faces: HeldOutFaces | None = None,
    references: tuple[Reference, ...] = (),
) -> Facts:
    """Return the facts of a course as they are now.

    Parameters
    ----------
    settings
        The course's.
    store
        Its entries.
    faces
        The held-out faces, where they are at hand.
    references
        Models to compare with.

    Raises
    ------
    HeldOutMissing
        When there are no held-out faces.
    """
    faces = faces or settings.heldout.faces()
    fingerprint = grader.fingerprint(faces)
    rulings = Rulings(store, fingerprint)
    frame, answers = store.read(settings.assignment, fingerprint, len(faces.ids))
    frozen = rulings.freezes()
    version = rulings.version()
    return Facts(
        entries=frame,
        answers=answers,
        probabilities=store.probabilities,
        images=Images(
            ids=faces.ids,
            public=np.asarray(faces.half == PUBLIC),
            labels=labels.applied(faces.ids, faces.labels, rulings.decisions(), version),
            labels_version=version,
            true_labels=faces.true_labels,
            people=faces.names,
        ),
        rules=Rules(
            course=settings.course,
            assignment=settings.assignment,
            cap=settings.cap,
            time_zone=settings.time_zone,
            day_begins=settings.day_begins,
            instructors=tuple(settings.instructors),
            pseudonyms=settings.pseudonyms,
            seed=settings.seed,
        ),
        references=references,
        finals=rulings.finals(),
        last_turn=frozen[0].last_turn if frozen else None,
    )


def has_answers(facts: Facts) -> BoolArray:
    """Return which entries have predictions, shape (entries,)."""
    return np.asarray((facts.answers != NO_ANSWER).all(axis=1))
