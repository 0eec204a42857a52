"""Entries and their predictions, stored for ever; one transaction an entry.

A hand-in is one entry, however often it is graded. Each grading is kept as a revision of it, and the first
one with predictions counts: what a team was told stays true. Another answer from grading again counts only
when somebody takes it (`Store.take`); predictions after a failed grading count by themselves.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from autograder.entries import About, Failed, Predictions
from leaderboard.scoring import FloatArray, predicted
from leaderboard.tables import connect, entries, reading, reference_models, revisions, writing

Answers = npt.NDArray[np.uint8]

PASSED = "passed"
NO_ANSWER = 255
"""Stands in `Answers` where an entry has none."""
SAME = 0.01
"""Probabilities of one hand-in may differ by this much when it is graded again, for rounding errors."""

COLUMNS: Mapping[str, str] = {
    "entry": "id of the entry",
    "turn": "in which order the entries arrived, over all teams",
    "student": "who handed in",
    "team": "for which team",
    "handed_in": "when, UTC",
    "cap": "entries that counted on a day when it arrived",
    "model_bytes": "size of the files beside the notebook",
    "seconds": "time of predicting all images; NaN where there are no predictions",
    "outcome": "'passed', or why there are no predictions",
    "message": "what the team is told of that",
}


class News(StrEnum):
    """What a grading brought."""

    KNOWN = "known"
    NEW = "new"
    REPAIRED = "repaired"
    SAME = "same"
    DIFFERENT = "different"


class Store:
    """The entries of a course.

    Parameters
    ----------
    url
        Of the database; see `leaderboard.tables.connect`.

    Attributes
    ----------
    engine
        The database, for what else is stored there.
    """

    def __init__(self, url: str) -> None:
        self.engine = connect(url)

    def files(self) -> frozenset[str]:
        """Return the names of all files whose content is stored."""
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(sa.select(revisions.c.file)))

    def add(self, file: str, about: About, result: Predictions | Failed, cap: int) -> tuple[str, News]:
        """Store what a grading gave.

        Parameters
        ----------
        file
            Name that no other grading has; a second time nothing is stored.
        about, result
            What the grader left.
        cap
            How many entries of a team count on a day, now.

        Returns
        -------
        str, News
            Id of the entry, and what is new.
        """
        identity = _identity(about)
        with writing(self.engine) as connection:
            row = connection.execute(sa.select(entries).where(entries.c.identity == identity)).first()
            if row is None:
                key = connection.execute(
                    sa.insert(entries).values(
                        turn=_next_turn(connection),
                        uid=identity[:12],
                        identity=identity,
                        assignment=_text(about.assignment),
                        student=_text(about.student),
                        team=_text(about.team),
                        handed_in=_when(about).isoformat(timespec="seconds"),
                        received=datetime.now(UTC).isoformat(timespec="seconds"),
                        heldout=about.heldout,
                        cap=cap,
                        counts=1,
                    )
                ).inserted_primary_key
                assert key is not None
                connection.execute(
                    sa.insert(revisions).values(entry_id=key[0], **_columns(1, file, about, result))
                )
                return identity[:12], News.NEW
            mine = sa.select(revisions).where(revisions.c.entry_id == row.id)
            kept = connection.execute(mine.order_by(revisions.c.number)).all()
            if file in {revision.file for revision in kept}:
                return row.uid, News.KNOWN
            number = kept[-1].number + 1
            connection.execute(
                sa.insert(revisions).values(entry_id=row.id, **_columns(number, file, about, result))
            )
            counting = next(revision for revision in kept if revision.number == row.counts)
            news = _news(counting.probabilities, result)
            if news is News.REPAIRED:  # it takes part from now on: those in between were released without it
                connection.execute(
                    sa.update(entries)
                    .where(entries.c.id == row.id)
                    .values(counts=number, turn=_next_turn(connection))
                )
            return row.uid, news

    def take(self, uid: str) -> bool:
        """Let the latest predictions of an entry count; return whether that changed anything."""
        with writing(self.engine) as connection:
            row = connection.execute(sa.select(entries).where(entries.c.uid == uid)).first()
            if row is None:
                raise KeyError(uid)
            latest = connection.scalar(
                sa.select(sa.func.max(revisions.c.number)).where(
                    revisions.c.entry_id == row.id, revisions.c.outcome == PASSED
                )
            )
            if latest is None or latest == row.counts:
                return False
            connection.execute(sa.update(entries).where(entries.c.id == row.id).values(counts=latest))
            return True

    def read(self, assignment: str, heldout: str, images: int) -> tuple[pd.DataFrame, Answers]:
        """Return all entries as they count, in the order in which they arrived.

        Parameters
        ----------
        assignment, heldout
            Which entries: of this assignment, on these held-out images.
        images
            Number of these.

        Returns
        -------
        pandas.DataFrame, ndarray of uint8
            The columns of `COLUMNS`; and the most probable person of each image, shape (entries, images),
            `NO_ANSWER` in rows without predictions.
        """
        columns = [entries.c.uid, entries.c.turn, *(entries.c[name] for name in _ENTRY), *_REVISION]
        query = (
            sa.select(*columns, revisions.c.answers)
            .join(revisions, _COUNTING)
            .where(entries.c.assignment == _text(assignment), entries.c.heldout == heldout)
            .order_by(entries.c.turn)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        names = list(COLUMNS)
        frame = pd.DataFrame([tuple(row)[: len(names)] for row in rows], columns=names)
        frame["handed_in"] = pd.to_datetime(frame["handed_in"], utc=True, format="ISO8601")
        frame["seconds"] = frame["seconds"].astype(np.float64)
        missing = bytes([NO_ANSWER]) * images
        answers = np.frombuffer(b"".join(row.answers or missing for row in rows), dtype=np.uint8)
        return frame, answers.reshape(len(rows), images)

    def probabilities(self, uids: Sequence[str]) -> FloatArray:
        """Return the predictions of entries as they count, shape (entries, images, people)."""
        found: dict[str, FloatArray] = {}
        with reading(self.engine) as connection:
            for start in range(0, len(uids), 500):  # databases limit the length of a query
                some = list(uids[start : start + 500])
                query = (
                    sa.select(entries.c.uid, revisions.c.probabilities)
                    .join(revisions, _COUNTING)
                    .where(entries.c.uid.in_(some), revisions.c.outcome == PASSED)
                )
                found.update((uid, _array(blob)) for uid, blob in connection.execute(query))
        return np.stack([found[uid] for uid in uids])

    def differing(self, assignment: str, heldout: str) -> list[str]:
        """Return the ids of entries that were graded again with another answer that nobody has taken."""
        other = revisions.alias()
        query = (
            sa.select(entries.c.uid, revisions.c.probabilities, other.c.probabilities)
            .join(revisions, _COUNTING)
            .join(other, other.c.entry_id == entries.c.id)
            .where(
                entries.c.assignment == _text(assignment),
                entries.c.heldout == heldout,
                other.c.number > entries.c.counts,
                other.c.outcome == PASSED,
            )
            .order_by(entries.c.turn, other.c.number)
        )
        latest: dict[str, bool] = {}
        with reading(self.engine) as connection:
            for uid, counting, later in connection.execute(query):
                latest[uid] = not _same(_array(counting), _array(later))
        return [uid for uid, differs in latest.items() if differs]

    def reference(self, heldout: str, name: str, made_from: str) -> tuple[Predictions, int] | None:
        """Return the stored predictions of a reference model and its size, or None."""
        table = reference_models
        query = sa.select(table).where(
            table.c.heldout == heldout, table.c.name == name, table.c.made_from == made_from
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        return (Predictions(_array(row.probabilities), row.seconds), row.model_bytes) if row else None

    def reference_count(self) -> int:
        """Return how many predictions of reference models are stored."""
        query = sa.select(sa.func.count()).select_from(reference_models)
        with reading(self.engine) as connection:
            return int(connection.scalar(query) or 0)

    def keep_reference(
        self, heldout: str, name: str, made_from: str, predictions: Predictions, model_bytes: int
    ) -> None:
        """Store the predictions of a reference model, unless they are."""
        with writing(self.engine) as connection:
            table = reference_models
            there = connection.execute(
                sa.select(table.c.id).where(
                    table.c.heldout == heldout, table.c.name == name, table.c.made_from == made_from
                )
            ).first()
            if there is None:
                connection.execute(
                    sa.insert(table).values(
                        heldout=heldout,
                        name=name,
                        made_from=made_from,
                        model_bytes=model_bytes,
                        seconds=predictions.seconds,
                        probabilities=_blob(predictions.probabilities),
                    )
                )


_COUNTING = sa.and_(revisions.c.entry_id == entries.c.id, revisions.c.number == entries.c.counts)
_ENTRY = ("student", "team", "handed_in", "cap")
_REVISION = [revisions.c[name] for name in ("model_bytes", "seconds", "outcome", "message")]


def _identity(about: About) -> str:
    """What makes two gradings those of one hand-in."""
    same = [about.assignment, about.student, about.handed_in, about.heldout, about.work]
    return hashlib.sha256(json.dumps(same).encode()).hexdigest()


def _next_turn(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(entries.c.turn), 0))) or 0) + 1


def _news(counting: bytes | None, result: Predictions | Failed) -> News:
    if isinstance(result, Failed):
        return News.SAME
    if counting is None:
        return News.REPAIRED
    return News.SAME if _same(_array(counting), result.probabilities) else News.DIFFERENT


def _same(one: FloatArray, other: FloatArray) -> bool:
    return (
        one.shape == other.shape
        and bool(np.array_equal(predicted(one), predicted(other)))
        and bool(np.abs(one - other).max() <= SAME)
    )


def _when(about: About) -> datetime:
    """When it was handed in; where nothing says so, when it was graded."""
    for text in (about.handed_in, about.graded):
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            continue
        return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    return datetime.now(UTC)


def _columns(number: int, file: str, about: About, result: Predictions | Failed) -> dict[str, object]:
    shared = {"number": number, "file": file, "graded": about.graded, "model_bytes": about.model_bytes}
    if isinstance(result, Failed):
        return {**shared, "outcome": str(result.outcome), "message": _text(result.message)}
    return {
        **shared,
        "outcome": PASSED,
        "message": "",
        "seconds": result.seconds,
        "answers": predicted(result.probabilities).astype(np.uint8).tobytes(),
        "probabilities": _blob(result.probabilities),
    }


def _text(text: str) -> str:
    """A text as every database can hold it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _blob(probabilities: FloatArray) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(probabilities, dtype=np.float64), allow_pickle=False)
    return file.getvalue()


def _array(blob: bytes) -> FloatArray:
    array: FloatArray = np.load(io.BytesIO(blob), allow_pickle=False)
    return array
