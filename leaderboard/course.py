"""A course's leaderboard as a whole: its settings, entries and rulings, and what may be done with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from autograder import entries as grader
from autograder.datasets.heldout import HeldOutFaces
from autograder.errors import AutograderError
from autograder.sanitise import printable
from leaderboard import board, freeze, references, settings
from leaderboard.documents import LABEL_STATUSES, MOST_FINALS, MOST_WORDS, LabelStatus, now
from leaderboard.facts import Facts, Reference, gather, has_answers
from leaderboard.freeze import Final
from leaderboard.ingest import Taken, ingest
from leaderboard.references import MODELS, NoTrainingImages, References, TrainingFailed
from leaderboard.replay import replay
from leaderboard.rulings import Decision, Freeze, Rulings
from leaderboard.settings import Leaderboard
from leaderboard.store import Store


class NotAllowed(AutograderError):
    """Raised when what was asked for cannot be done; the message says why."""


@dataclass(frozen=True)
class Rescored:
    """What a new label version changed.

    Parameters
    ----------
    version
        Its number.
    changes
        One row a team: ``team``, ``name``, ``place_before``, ``place_after``, ``accuracy_before``,
        ``accuracy_after``, on the public half, in the order of the new board.
    """

    version: int
    changes: pd.DataFrame


@dataclass(frozen=True)
class Course:
    """The leaderboard of a course.

    Parameters
    ----------
    settings
        What the course decided.
    store
        The entries.
    faces
        The held-out images.
    rulings
        What people decided.
    """

    settings: Leaderboard
    store: Store
    faces: HeldOutFaces
    rulings: Rulings

    @classmethod
    def open(cls, course_dir: Path) -> Course:
        """Open the leaderboard of a course directory.

        Raises
        ------
        AutograderError
            When it is none, or has no held-out images, or its database cannot be opened.
        """
        mine = settings.read(course_dir)
        faces = mine.heldout.faces()
        store = Store(mine.url)
        return cls(mine, store, faces, Rulings(store, grader.fingerprint(faces)))

    def ingest(self, progress: Callable[[int, int], object] = lambda done, of: None) -> Taken:
        """Take in what the grader has left."""
        return ingest(self.settings, self.store, self.faces, progress)

    def take_regraded(self) -> int:
        """Let the latest grading of all hand-ins count; return how many that changed."""
        differing = self.store.differing(self.settings.assignment, grader.fingerprint(self.faces))
        return sum(self.store.take(uid) for uid in differing)

    def facts(self) -> Facts:
        """Return what the board is computed from now, whether or not it is frozen."""
        found: tuple[Reference, ...] = ()
        try:
            found = self._references.stored()
        except NoTrainingImages as error:
            self.rulings.tell(printable(str(error)))
        return gather(self.settings, self.store, self.faces, found)

    def untrained(self, facts: Facts | None = None) -> tuple[references.Model, ...]:
        """Return the models for comparison that the board lacks; a hand-in of an instructor can be one."""
        facts = facts or self.facts()
        there = {one.name for one in facts.references}
        by_instructors = facts.entries["student"].isin(facts.rules.instructors).to_numpy()
        handed_in = bool((by_instructors & has_answers(facts)).any())
        return tuple(
            model
            for model in MODELS
            if model.name not in there and not (handed_in and model.kind == "instructor")
        )

    def train(self, progress: references.Progress = lambda name, done, of: None) -> list[str]:
        """Train the models that the board lacks; return their names.

        Instructors are told where that is not possible: a board without these rows is better than none.
        """
        try:
            return self._references.train(self.untrained(), progress)
        except (NoTrainingImages, TrainingFailed) as error:
            self.rulings.tell(printable(str(error)))
            return []

    @property
    def training_images(self) -> tuple[str, int] | None:
        """The file that the models for comparison are trained on, and when it was changed."""
        path = self._references.source
        return None if path is None else (str(path), path.stat().st_mtime_ns)

    @property
    def _references(self) -> References:
        return References(self.settings, self.store, self.faces)

    def frozen(self) -> tuple[Freeze, Facts] | None:
        """Return the latest freeze, and the facts of its snapshot; None while the board is open."""
        freezes = self.rulings.freezes()
        if not freezes:
            return None
        latest = freezes[-1]
        _, facts = freeze.load(freeze.snapshot_path(self.settings.heldout, latest.digest))
        return latest, facts

    def board(self) -> pd.DataFrame:
        """Return the board as everybody sees it: while it is open on the public half, then the final one."""
        frozen = self.frozen()
        return board.compute(frozen[1], "private") if frozen else board.compute(self.facts(), "public")

    def decide(self, image: str, status: LabelStatus, label: int | None, who: str, why: str) -> None:
        """Decide about the label of an image; `rescore` applies it.

        Raises
        ------
        NotAllowed
        """
        people = self.faces.names
        if image not in self.faces.ids:
            raise NotAllowed("No held-out image has this id; 'leaderboard disputes' lists the doubtful ones.")
        if status not in LABEL_STATUSES:
            raise NotAllowed(f"The status of a label is one of {', '.join(LABEL_STATUSES)}.")
        if (status == "wrong") != (label is not None):
            raise NotAllowed("A new label belongs to the status 'wrong', and to no other.")
        if label is not None and not 0 <= label < len(people):
            raise NotAllowed(f"Labels go from 0 ({people[0]}) to {len(people) - 1} ({people[-1]}).")
        if len(why) > MOST_WORDS:
            raise NotAllowed(f"The reason is longer than {MOST_WORDS} characters.")
        self.rulings.decide(Decision(image, status, label, printable(who), printable(why), now()))

    def rescore(self, who: str) -> Rescored:
        """Apply all decisions about labels as a new version.

        Raises
        ------
        NotAllowed
            When there are none.
        """
        before = board.teams(board.compute(self.facts()))
        version = self.rulings.apply(printable(who))
        if version is None:
            raise NotAllowed("Nobody has decided about a label since the last version; nothing was changed.")
        after = board.teams(board.compute(self.facts()))
        columns = ["team", "name", "place", "accuracy"]
        both = after[columns].merge(
            before[["team", "place", "accuracy"]], on="team", suffixes=("_after", "_before")
        )
        names = ["team", "name", "place_before", "place_after", "accuracy_before", "accuracy_after"]
        return Rescored(version, both[names])

    def choose_finals(self, team: str, chosen: Sequence[str], who: str) -> None:
        """Name the entries of a team for the final; none: the default, its last released best.

        Raises
        ------
        NotAllowed
        """
        if self.rulings.freezes():
            raise NotAllowed("The board is frozen; final entries can no longer be named.")
        if len(chosen) > MOST_FINALS or len(set(chosen)) < len(chosen):
            raise NotAllowed(f"A team names at most {MOST_FINALS} different entries for the final.")
        history = replay(gather(self.settings, self.store, self.faces))
        mine = history[(history["team"] == team) & history["is_team"]]
        if mine.empty:
            raise NotAllowed("No team of this name has handed in.")
        released = set(mine["entry"][mine["status"] == "released"])
        if not released.issuperset(chosen):
            raise NotAllowed("Only released entries of the team itself can be named for the final.")
        self.rulings.choose_finals(team, chosen, printable(who))

    def freeze(
        self,
        who: str,
        *,
        again: bool = False,
        progress: references.Progress = lambda name, done, of: None,
    ) -> Final:
        """Freeze the board: look at the private half, once.

        Parameters
        ----------
        who
            Whoever wants it.
        again
            Take a new snapshot of the same entries, after labels were corrected.
        progress
            Is told of the training of models that the board lacks.

        Raises
        ------
        NotAllowed
        """
        before = self.rulings.freezes()
        if before and not again:
            raise NotAllowed(f"The board has been frozen since {before[0].at} (by {before[0].who}).")
        if again and not before:
            raise NotAllowed("The board is not frozen yet.")
        facts = self.facts()
        if before:
            _, last = freeze.load(freeze.snapshot_path(self.settings.heldout, before[-1].digest))
            if last.images.labels_version == facts.images.labels_version:
                raise NotAllowed("No label has changed since the board was frozen; nothing was done.")
            facts = dataclasses.replace(last, images=facts.images)  # the same entries and rules
        elif facts.entries.empty:
            raise NotAllowed("There are no entries yet; an empty board cannot be frozen.")
        else:
            if self.train(progress):
                facts = self.facts()
            facts = dataclasses.replace(facts, last_turn=int(facts.entries["turn"].max()))
        final = freeze.write(self.settings.heldout, facts)
        assert facts.last_turn is not None
        if not self.rulings.freeze(Freeze(final.digest, facts.last_turn, printable(who), now()), again=again):
            raise NotAllowed("Somebody else has frozen the board at the same time.")
        return final
