"""The board as a pandas DataFrame, which everything that shows it is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from leaderboard import legible, names, ranking, ranksets, scoring
from leaderboard.documents import Half, team_key
from leaderboard.facts import Facts, Reference
from leaderboard.ranking import BoolArray, FloatArray, IntArray
from leaderboard.replay import replay

COLUMNS: Mapping[str, str] = {
    "kind": "'team', or what is not ranked: 'instructor', 'baseline', 'chance'",
    "team": "real name of the team",
    "name": "name that is shown",
    "key": "name of the team's published document",
    "place": "rank by accuracy, from 1; equal accuracies share it; NA where not ranked",
    "best": "smallest rank that the team may have, with the confidence of the rules",
    "worst": "largest rank that it may have",
    "correct": "number of images that are right; NaN for chance",
    "accuracy": "share of images that are right",
    "low": "lower end of its 95 % interval (Wilson)",
    "high": "upper end",
    "log_loss": "mean of -log of the label's probability, in nats",
    "macro_f1": "F1 averaged over people",
    "calibration_error": "expected calibration error, ten bins",
    "model_bytes": "size of the files beside the notebook; NA where there is none",
    "seconds": "time of predicting all images; NaN where there is none",
    "entries": "number of entries that count",
    "entry": "id of the entry that is shown",
    "released": "when that was handed in, UTC",
    "p_above": "exact McNemar test against the team above; NaN for the first and where not ranked",
    "gained_above": "images that this team has right and the one above has not",
    "lost_above": "images that the one above has right and this team has not",
    "recall": "share of each person's images that are right, by label; NaN for a person without images",
}

BASELINE, CHANCE, INSTRUCTOR = "Fully connected baseline", "Chance", "Instructor's model"


def compute(facts: Facts, half: Half = "public", history: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the board.

    Parameters
    ----------
    facts
        What it is computed from.
    half
        ``"public"``: each team's released best. ``"private"``, after the freeze only: of the entries that a
        team named for the final the better one; by default its last released best.
    history
        From `leaderboard.replay.replay`, where it is at hand.

    Returns
    -------
    pandas.DataFrame
        The columns of `COLUMNS`; rows by accuracy, equal ones by the earlier entry, teams before others.
    """
    facts = facts.in_order()
    if history is None:
        history = replay(facts)
    right = facts.correct(half)
    position = {uid: number for number, uid in enumerate(facts.entries["entry"].tolist())}
    counted = history[history["counts"]]
    numbers = counted.groupby("team", sort=False).size()
    standing = _standing(facts, half, counted, right, position)
    shown = pd.DataFrame(
        {
            "team": numbers.index,
            "position": [standing[team] for team in numbers.index],
            "entries": numbers.to_numpy(),
        }
    )
    rows = facts.entries.iloc[shown["position"]].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "team": shown["team"],
            "kind": [
                "instructor" if student in facts.rules.instructors else "team" for student in rows["student"]
            ],
            "entries": shown["entries"],
            "entry": rows["entry"],
            "released": rows["handed_in"],
            "model_bytes": rows["model_bytes"],
            "seconds": rows["seconds"],
            "turn": rows["turn"],
            "position": shown["position"],
        }
    )
    parts = [_scored(frame, facts.probabilities(list(frame["entry"])), facts, half)] if len(frame) else []
    handed_in = bool((frame["kind"] == "instructor").any())
    references = [one for one in facts.references if not (handed_in and one.kind == "instructor")]
    if references:
        predictions = np.stack([one.probabilities for one in references])
        parts.append(_scored(_references(references), predictions, facts, half))
    parts.append(_chance(facts, half))
    frame = pd.concat([part.astype("object") for part in parts], ignore_index=True)
    return _finished(_ordered(frame), facts, right)


def _standing(
    facts: Facts, half: Half, counted: pd.DataFrame, right: BoolArray, position: Mapping[str, int]
) -> dict[str, int]:
    """The position of the entry that stands for each team."""
    last = counted.groupby("team", sort=False)["leader"].last()
    standing = {team: position[uid] for team, uid in zip(last.index.tolist(), last.tolist(), strict=True)}
    if half == "private":
        released = set(counted["entry"][counted["status"] == "released"])
        for team, named in facts.finals.items():
            chosen = [position[uid] for uid in named if uid in released]
            if team in standing and chosen:
                standing[team] = max(chosen, key=lambda one: (right[one].sum(), -one))
    return standing


def _scored(frame: pd.DataFrame, probabilities: FloatArray, facts: Facts, half: Half) -> pd.DataFrame:
    """Add what the predictions of the rows give."""
    scored = facts.images.scored(half)
    scores = scoring.score(probabilities[:, scored], facts.images.labels[scored])
    images = int(scored.sum())
    correct = np.rint(scores.accuracy * images).astype(np.int64)
    low, high = ranking.wilson(correct, images, facts.rules.confidence)
    return frame.assign(
        correct=correct,
        accuracy=scores.accuracy,
        low=low,
        high=high,
        log_loss=scores.log_loss,
        macro_f1=scores.macro_f1,
        calibration_error=scores.calibration_error,
        recall=list(scores.recall.tolist()),
    )


def _references(references: Sequence[Reference]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "team": [one.name for one in references],
            "kind": [one.kind for one in references],
            "entries": 0,
            "model_bytes": [one.model_bytes for one in references],
            "seconds": [one.seconds for one in references],
        }
    )


def _chance(facts: Facts, half: Half) -> pd.DataFrame:
    """Who guesses: what that gives in the long run, with the interval that guesses on these images have."""
    people = len(facts.images.people)
    images = int(facts.images.scored(half).sum())
    low, high = ranking.wilson(images / people, images, facts.rules.confidence)
    return pd.DataFrame(
        {
            "team": [CHANCE],
            "kind": "chance",
            "entries": 0,
            "correct": np.nan,
            "accuracy": 1 / people,
            "low": float(low),
            "high": float(high),
            "log_loss": float(np.log(people)),
            "macro_f1": 1 / people,
            "calibration_error": 0.0,
            "recall": [[1 / people] * people],
        }
    )


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    for name in ("turn", "position", "entry", "released", "model_bytes", "seconds"):
        if name not in frame:  # there are no such rows
            frame[name] = None
    kinds = frame["kind"].map({"team": 0, "instructor": 1, "baseline": 2, "chance": 3})
    order = frame.assign(
        worse=-frame["accuracy"].astype(float),
        kinds=kinds,
        at=pd.to_datetime(frame["released"], utc=True),
    ).sort_values(["worse", "kinds", "at", "turn"], kind="stable")
    return frame.loc[order.index].reset_index(drop=True)


def _finished(frame: pd.DataFrame, facts: Facts, right: BoolArray) -> pd.DataFrame:
    """Add ranks, comparisons and names."""
    is_team = (frame["kind"] == "team").to_numpy()
    rows = frame["position"][is_team].to_numpy(dtype=np.int64)
    ranked = pd.DataFrame(_ranked(right[rows], facts), index=frame.index[is_team])
    frame = frame.join(ranked)
    shown = names.shown(list(frame["team"][is_team]), facts)
    instructors = int((frame["kind"] == "instructor").sum())
    handed_in = frame["entry"].notna()
    frame["name"] = [
        shown.get(team, team)
        if kind == "team"
        else _instructor(team, instructors)
        if kind == "instructor"
        else team
        for kind, team in zip(frame["kind"], frame["team"], strict=True)
    ]
    frame["key"] = [
        team_key(team) if by_somebody else kind
        for kind, team, by_somebody in zip(frame["kind"], frame["team"], handed_in, strict=True)
    ]
    frame["released"] = pd.to_datetime(frame["released"], utc=True)
    frame["entry"] = frame["entry"].where(handed_in, None)
    integers = ("place", "best", "worst", "gained_above", "lost_above", "model_bytes", "entries")
    types: dict[str, Any] = {name: "Int64" for name in integers}
    floats = (
        "correct",
        "accuracy",
        "low",
        "high",
        "log_loss",
        "macro_f1",
        "calibration_error",
        "seconds",
        "p_above",
    )
    types.update({name: "float64" for name in floats}, kind="str", team="str", name="str", key="str")
    return frame[list(COLUMNS)].astype(types)


def _instructor(student: str, instructors: int) -> str:
    return INSTRUCTOR if instructors == 1 else f"{INSTRUCTOR} ({legible.shown(student)})"


def _ranked(right: BoolArray, facts: Facts) -> dict[str, IntArray | FloatArray]:
    """Ranks of teams and the comparison with the one above, in the order of the board."""
    names_ = ("place", "best", "worst", "gained_above", "lost_above", "p_above")
    if not len(right):
        return {name: np.array([], dtype=np.float64) for name in names_}
    rules = facts.rules
    sets = ranksets.rank_sets(right, seed=rules.seed, confidence=rules.confidence, draws=rules.draws)
    missing = np.array([np.nan])
    gained = (right[1:] & ~right[:-1]).sum(axis=1)
    lost = (right[:-1] & ~right[1:]).sum(axis=1)
    return {
        "place": ranking.places(right.sum(axis=1)),
        "best": sets.best,
        "worst": sets.worst,
        "gained_above": np.concatenate([missing, gained]),
        "lost_above": np.concatenate([missing, lost]),
        "p_above": np.concatenate([missing, ranking.mcnemar(gained, lost)]),
    }


def teams(board: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are ranked."""
    return board[board["kind"] == "team"]


def find(board: pd.DataFrame, name: str) -> Sequence[Any]:
    """Return the positions of the rows with a real or shown name."""
    return list(board.index[(board["team"] == name) | (board["name"] == name)])
