"""What people decide about the leaderboard: labels, final choices, the freeze; and what went wrong.

Nothing is ever overwritten: of several decisions about the same thing the latest counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from leaderboard.documents import LabelStatus, now
from leaderboard.store import Store
from leaderboard.tables import decisions, entries, finals, freezes, label_versions, problems, reading, writing

_KEPT_PROBLEMS = 50
_LONGEST = 500  # characters of a problem


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a held-out label.

    Parameters
    ----------
    image
        Id of the image.
    status
        ``"ok"``, ``"ambiguous"`` (it is not scored) or ``"wrong"``.
    label
        The right label, where it is wrong.
    who, why, at
        Who decided, for which reason, when.
    version
        Label version that applied it first; None: none has yet.
    """

    image: str
    status: LabelStatus
    label: int | None
    who: str
    why: str
    at: str
    version: int | None = None


@dataclass(frozen=True)
class Freeze:
    """That the board was frozen.

    Parameters
    ----------
    digest
        Hash of the snapshot.
    last_turn
        Entries up to this one take part.
    who, at
        Who froze it, when.
    """

    digest: str
    last_turn: int
    who: str
    at: str


class Rulings:
    """What was decided in a course.

    Parameters
    ----------
    store
        Its entries.
    heldout
        Fingerprint of the held-out images that labels and freezes are about.
    """

    def __init__(self, store: Store, heldout: str) -> None:
        self._engine = store.engine
        self._heldout = heldout

    def decide(self, decision: Decision) -> None:
        """Store a decision about a label; it is applied by `apply`."""
        values = {name: getattr(decision, name) for name in ("image", "status", "label", "who", "why", "at")}
        with writing(self._engine) as connection:
            connection.execute(sa.insert(decisions).values(heldout=self._heldout, version=None, **values))

    def decisions(self) -> list[Decision]:
        """Return all decisions about labels, the earliest first."""
        query = sa.select(decisions).where(decisions.c.heldout == self._heldout).order_by(decisions.c.id)
        with reading(self._engine) as connection:
            return [
                Decision(
                    row.image, cast(LabelStatus, row.status), row.label, row.who, row.why, row.at, row.version
                )
                for row in connection.execute(query)
            ]

    def version(self) -> int:
        """Return the number of the latest label version; 0 is the data set's labels as they are."""
        query = sa.select(sa.func.max(label_versions.c.version)).where(
            label_versions.c.heldout == self._heldout
        )
        with reading(self._engine) as connection:
            return int(connection.scalar(query) or 0)

    def apply(self, who: str) -> int | None:
        """Make a label version of all decisions that are not applied yet; return it, or None without any."""
        waiting = sa.and_(decisions.c.heldout == self._heldout, decisions.c.version.is_(None))
        with writing(self._engine) as connection:
            if connection.execute(sa.select(decisions.c.id).where(waiting)).first() is None:
                return None
            latest = connection.scalar(sa.select(sa.func.max(label_versions.c.version))) or 0
            version = int(latest) + 1
            connection.execute(
                sa.insert(label_versions).values(version=version, heldout=self._heldout, at=now(), who=who)
            )
            connection.execute(sa.update(decisions).where(waiting).values(version=version))
            return version

    def choose_finals(self, team: str, chosen: Sequence[str], who: str) -> None:
        """Store which entries a team names for the final."""
        with writing(self._engine) as connection:
            connection.execute(sa.insert(finals).values(team=team, chosen=list(chosen), who=who, at=now()))

    def finals(self) -> dict[str, tuple[str, ...]]:
        """Return the entries that each team named last, of those on these held-out images."""
        query = sa.select(finals.c.team, finals.c.chosen).order_by(finals.c.id)
        mine = sa.select(entries.c.uid).where(entries.c.heldout == self._heldout)
        with reading(self._engine) as connection:
            known = set(connection.scalars(mine))
            named = {team: tuple(chosen) for team, chosen in connection.execute(query)}
        return {team: chosen for team, chosen in named.items() if chosen and known.issuperset(chosen)}

    def freeze(self, freeze: Freeze, *, again: bool = False) -> bool:
        """Store a freeze, the first or one `again`; return False, and do nothing, where it is the other."""
        mine = sa.select(freezes.c.id).where(freezes.c.heldout == self._heldout)
        with writing(self._engine) as connection:
            if (connection.execute(mine).first() is not None) != again:
                return False
            connection.execute(
                sa.insert(freezes).values(
                    heldout=self._heldout,
                    digest=freeze.digest,
                    last_turn=freeze.last_turn,
                    who=freeze.who,
                    at=freeze.at,
                )
            )
        return True

    def freezes(self) -> list[Freeze]:
        """Return all freezes, the latest last; one after the first only corrects labels."""
        query = sa.select(freezes).where(freezes.c.heldout == self._heldout).order_by(freezes.c.id)
        with reading(self._engine) as connection:
            return [Freeze(row.digest, row.last_turn, row.who, row.at) for row in connection.execute(query)]

    def tell(self, text: str) -> None:
        """Store something that instructors should know; the same again is stored once."""
        with writing(self._engine) as connection:
            text = text[:_LONGEST]
            if connection.execute(sa.select(problems.c.id).where(problems.c.text == text)).first() is None:
                connection.execute(sa.insert(problems).values(at=now(), text=text))

    def problems(self) -> list[str]:
        """Return the latest of them, the earliest first."""
        query = sa.select(problems).order_by(problems.c.id.desc()).limit(_KEPT_PROBLEMS)
        with reading(self._engine) as connection:
            return [f"{row.at}: {row.text}" for row in connection.execute(query)][::-1]
