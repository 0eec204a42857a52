"""From the public half to the private one: what changed, and how much of it chance alone would change.

Public scores shrink, since each team's best was chosen on the public half, and since who is far ahead there
was lucky, too. Both can be known beforehand. Were nobody to profit from the public half, public and private
images could be exchanged: so the same images are split anew into two halves, the Ladder is played on one of
them, and the other one is looked at, many times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from leaderboard import board, ranking
from leaderboard.documents import ShakeUp, Shift
from leaderboard.facts import Facts
from leaderboard.ranking import BoolArray, FloatArray, IntArray
from leaderboard.replay import replay

SPLITS = 100
_DIGITS = 6


@dataclass(frozen=True)
class _Team:
    """The entries of a team that count, and those that it named for the final."""

    name: str
    entries: IntArray
    chosen: IntArray  # empty: whatever the Ladder releases last


def report(facts: Facts) -> ShakeUp | None:
    """Compare both halves; None where no team has an entry."""
    facts = facts.in_order()
    history = replay(facts)
    public, private = (board.teams(board.compute(facts, half, history)) for half in ("public", "private"))
    if public.empty:
        return None
    both = public.merge(private, on="key", suffixes=("_public", "_private"), sort=False)
    changes, correlations = _splits(facts, history)
    drop = both["accuracy_public"] - both["accuracy_private"]
    low, high = np.quantile(changes, [0.025, 0.975])
    expected = _shrunk(facts, public, float(np.mean(changes)))
    shifts = [
        Shift(
            key=row["key"],
            name=row["name_public"],
            public=_rounded(row["accuracy_public"]),
            private=_rounded(row["accuracy_private"]),
            expected=_rounded(expected[row["key"]]),
            public_place=int(row["place_public"]),
            private_place=int(row["place_private"]),
        )
        for row in both.to_dict("records")
    ]
    told = [value for value in correlations if not np.isnan(value)]
    actual = _correlation(both["accuracy_public"], both["accuracy_private"])
    return ShakeUp(
        teams=sorted(shifts, key=lambda shift: (shift["private_place"], shift["public_place"])),
        drop=_rounded(float(drop.mean())),
        expected_drop=_rounded(float(np.mean(changes))),
        expected_low=_rounded(float(low)),
        expected_high=_rounded(float(high)),
        rank_correlation=None if np.isnan(actual) else _rounded(actual),
        expected_correlation=_rounded(float(np.mean(told))) if told else None,
    )


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)


def _shrunk(facts: Facts, public: pd.DataFrame, drop: float) -> dict[str, float]:
    """The private accuracy to be expected of each team.

    Accuracies are shrunk towards their mean by the share of their variance that is noise (Efron & Morris
    1975).
    All teams answer the same images, so the noise is that of the differences between teams.
    """
    position = {uid: number for number, uid in enumerate(facts.entries["entry"])}
    right = facts.correct("public")[[position[uid] for uid in public["entry"]]].astype(np.float64)
    accuracy = right.mean(axis=1)
    teams, images = right.shape
    reliability = 0.0
    if teams > 1 and images > 1:
        rest = right - accuracy[:, None] - right.mean(axis=0) + right.mean()
        noise = float((rest**2).sum()) / (teams - 1) / (images - 1) / images
        spread = float(accuracy.var(ddof=1))
        reliability = max(0.0, 1 - noise / spread) if spread > 0 else 0.0
    expected = accuracy.mean() + reliability * (accuracy - accuracy.mean()) - drop
    return dict(zip(public["key"], expected.tolist(), strict=True))


def _splits(facts: Facts, history: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Mean drop and rank correlation in each random split, shape (splits,)."""
    scored = facts.images.labels >= 0
    labels = facts.images.labels[scored]
    right = np.asarray(facts.answers[:, scored] == labels)
    teams = _teams(facts, history)
    bits = np.random.PCG64([facts.rules.seed, 1]).random_raw(SPLITS * len(labels))
    drops, correlations = [], []
    for order in bits.reshape(SPLITS, len(labels)):
        first = _half(labels, order)
        before, after = _play(teams, right, first)
        drops.append(float(np.mean(before - after)))
        correlations.append(_correlation(before, after))
    return np.array(drops), np.array(correlations)


def _teams(facts: Facts, history: pd.DataFrame) -> list[_Team]:
    counted = history[history["counts"] & history["is_team"]]
    released = set(history["entry"][history["status"] == "released"])
    position = {uid: number for number, uid in enumerate(facts.entries["entry"])}
    return [
        _Team(
            str(name),
            np.array([position[uid] for uid in mine["entry"]], dtype=np.int64),
            np.array(_named(facts, str(name), released, position), dtype=np.int64),
        )
        for name, mine in counted.groupby("team", sort=True)
    ]


def _named(facts: Facts, team: str, released: set[str], position: Mapping[str, int]) -> list[int]:
    return [position[uid] for uid in facts.finals.get(team, ()) if uid in released]


def _half(labels: IntArray, order: np.ndarray) -> BoolArray:
    """Half of the images of each person, in a random order."""
    first = np.zeros(len(labels), dtype=np.bool_)
    for person in np.unique(labels):
        mine = np.flatnonzero(labels == person)
        first[mine[np.argsort(order[mine], kind="stable")][: len(mine) // 2]] = True
    return first


def _play(teams: list[_Team], right: BoolArray, first: BoolArray) -> tuple[FloatArray, FloatArray]:
    """What the teams would have had on either half, had the board been about the first."""
    public, private = right[:, first], right[:, ~first]
    before, after = public.mean(axis=1), private.mean(axis=1)
    shown, standing = [], []
    for team in teams:
        leader = team.entries[ranking.ladder(public[team.entries])[-1]]
        shown.append(leader)
        standing.append(team.chosen[np.argmax(after[team.chosen])] if len(team.chosen) else leader)
    return before[shown], after[standing]


def _correlation(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Kendall's tau-b; NaN where it is not defined."""
    from scipy import stats  # takes half a second, and only a freeze needs it

    return float(stats.kendalltau(one, other).statistic) if np.size(one) > 1 else float("nan")
