"""What became of each entry: the cap of a day and the Ladder, replayed from the first entry on.

Nothing of it is stored, so that it always follows from the entries, the labels and the rules; as each entry
depends only on those before it, a replay gives what was told when it came (under the same labels).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import pandas as pd

from leaderboard import ranking
from leaderboard.documents import EntryStatus
from leaderboard.facts import Facts, has_answers
from leaderboard.ranking import BoolArray
from leaderboard.settings import Days

COLUMNS: Mapping[str, str] = {
    "number": "which entry of its team it is, counted from 1",
    "counts": "whether it counts: it has predictions, is within the day's cap, and came before the freeze",
    "status": "'released', 'unchanged', 'failed', 'over the cap' or 'after the freeze'",
    "leader": "id of the entry that the team's score comes from after this one; None before the first",
    "is_team": "whether it is a team's, and not the instructor's",
    "told": "what the team is told",
}


@dataclass(frozen=True)
class Allowance:
    """What a team may still hand in.

    Parameters
    ----------
    left
        Entries that still count today.
    following
        When the next entry counts; None: now.
    """

    left: int
    following: datetime | None


def replay(facts: Facts) -> pd.DataFrame:
    """Return the history of all entries, in the order in which they arrived.

    Parameters
    ----------
    facts
        In any order; an entry that is there twice counts once.

    Returns
    -------
    pandas.DataFrame
        The columns of `leaderboard.store.COLUMNS` and of `COLUMNS`.
    """
    facts = facts.in_order()
    frame = facts.entries
    # plain lists: pandas takes a thousand times longer to look at a single value
    entries = [
        _Entry(*values) for values in zip(*(frame[name].tolist() for name in _Entry._fields), strict=True)
    ]
    right, answered = facts.correct("public"), has_answers(facts).tolist()
    days = Days(facts.rules.time_zone, facts.rules.day_begins)
    teams: dict[str, _Team] = {}
    rows = []
    for position, entry in enumerate(entries):
        team = teams.setdefault(entry.team, _Team())
        is_team = entry.student not in facts.rules.instructors
        late = facts.last_turn is not None and entry.turn > facts.last_turn
        status, told = team.next(entry, position, days, right, answered[position], is_team, late)
        leader = None if team.leader is None else entries[team.leader].entry
        counts = status in ("released", "unchanged")
        rows.append((team.number, counts, status, leader, is_team, told))
    added = pd.DataFrame(rows, columns=list(COLUMNS), index=frame.index)
    added = added.astype({"number": "int64", "counts": "bool", "is_team": "bool", "leader": "object"})
    added["leader"] = added["leader"].where(added["leader"].notna(), None)
    return frame.assign(**{name: added[name] for name in COLUMNS})


class _Entry(NamedTuple):
    """What a replay looks at."""

    entry: str
    turn: int
    student: str
    team: str
    handed_in: datetime
    cap: int
    message: str


class _Team:
    """One team in the course of a replay."""

    def __init__(self) -> None:
        self.number = 0
        self.leader: int | None = None
        self._counted: Counter[str] = Counter()

    def next(
        self,
        entry: _Entry,
        position: int,
        days: Days,
        right: BoolArray,
        answered: bool,
        is_team: bool,
        late: bool,
    ) -> tuple[EntryStatus, str]:
        """Take the next entry; return what becomes of it, and what the team is told."""
        self.number += 1
        if late:
            return "after the freeze", "It came after the board was frozen, and does not count."
        if not answered:
            return "failed", f"{entry.message} It does not count as one of the day's entries."
        day = days.of(entry.handed_in)
        if is_team and self._counted[day] >= entry.cap:
            following = days.told(days.end(entry.handed_in))
            return "over the cap", (
                f"The team has had its {entry.cap} entries of the day, so this one does not count. "
                f"The next one counts if it is handed in from {following} on."
            )
        self._counted[day] += 1
        if self.leader is None:
            self.leader = position
            return "released", "The first entry is always released."
        if ranking.change(right[self.leader], right[position]).is_significant:
            self.leader = position
            return "released", "Better than your best: released."
        return "unchanged", "Not significantly better than your best; score unchanged."


def allowance(facts: Facts, mine: pd.DataFrame, at: datetime) -> Allowance:
    """Return what a team may still hand in at some time.

    Parameters
    ----------
    facts
        With the cap as it is now.
    mine
        The team's rows of the history from `replay`.
    at
        The time.
    """
    if facts.last_turn is not None:
        return Allowance(0, None)
    days = Days(facts.rules.time_zone, facts.rules.day_begins)
    used = sum(days.of(when) == days.of(at) for when in mine["handed_in"][mine["counts"]].tolist())
    left = max(0, facts.rules.cap - used)
    return Allowance(left, None if left else days.end(at))
