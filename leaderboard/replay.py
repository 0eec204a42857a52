"""What became of each entry: the cap of a day and the Ladder, replayed from the first entry on.

Nothing of it is stored, so that it always follows from the entries, the labels and the rules; as each entry
depends only on those before it, a replay gives what was told when it came (under the same labels).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
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
    frame = facts.entries.copy()
    right, answered = facts.correct("public"), has_answers(facts)
    rows: dict[int, dict[str, object]] = {}
    for _, positions in frame.groupby("team", sort=False).indices.items():
        for position, row in zip(positions, _of_team(facts, positions, right, answered), strict=True):
            rows[int(position)] = row
    for name in COLUMNS:
        values = pd.Series([rows[position][name] for position in range(len(frame))], dtype="object")
        frame[name] = values if name == "leader" else values.infer_objects()
    return frame


def _of_team(
    facts: Facts, positions: np.ndarray, right: BoolArray, answered: BoolArray
) -> Iterator[dict[str, object]]:
    """Replay the entries of one team."""
    rules, days = facts.rules, Days(facts.rules.time_zone, facts.rules.day_begins)
    counted: Counter[str] = Counter()
    leader: int | None = None
    columns = ("entry", "turn", "student", "handed_in", "cap", "message")
    records = zip(*(facts.entries[name].iloc[positions] for name in columns), strict=True)
    for number, (position, (_, turn, student, handed_in, cap, message)) in enumerate(
        zip(positions, records, strict=True), 1
    ):
        is_team = student not in rules.instructors
        day = days.of(handed_in)
        status: EntryStatus
        if facts.last_turn is not None and turn > facts.last_turn:
            status, told = "after the freeze", "It came after the board was frozen, and does not count."
        elif not answered[position]:
            status = "failed"
            told = f"{message} It does not count as one of the day's entries."
        elif is_team and counted[day] >= cap:
            status = "over the cap"
            told = (
                f"The team has had its {cap} entries of the day, so this one does not count. The next one "
                f"counts if it is handed in after {days.told(days.end(handed_in))}."
            )
        else:
            counted[day] += 1
            change = None if leader is None else ranking.change(right[leader], right[position])
            if change is None or change.is_significant:
                status, leader = "released", position
                told = (
                    "The first entry is always released."
                    if change is None
                    else "Better than your best: released."
                )
            else:
                status, told = "unchanged", "Not significantly better than your best; score unchanged."
        yield {
            "number": number,
            "counts": status in ("released", "unchanged"),
            "status": status,
            "leader": None if leader is None else facts.entries["entry"].iat[leader],
            "is_team": is_team,
            "told": told,
        }


def allowance(facts: Facts, history: pd.DataFrame, team: str, at: datetime) -> Allowance:
    """Return what a team may still hand in at some time.

    Parameters
    ----------
    facts
        With the cap as it is now.
    history
        From `replay`.
    team
        Name of the team.
    at
        The time.
    """
    if facts.last_turn is not None:
        return Allowance(0, None)
    days = Days(facts.rules.time_zone, facts.rules.day_begins)
    mine = history[(history["team"] == team) & history["counts"]]
    used = sum(days.of(when) == days.of(at) for when in mine["handed_in"])
    left = max(0, facts.rules.cap - used)
    return Allowance(left, None if left else days.end(at))
