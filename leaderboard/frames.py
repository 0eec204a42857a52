"""Frames for people and programs: the board, a team's history, two teams compared, disputed images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from autograder.errors import AutograderError
from autograder.sanitise import no_formula, printable
from leaderboard import board, ranking
from leaderboard.course import Course
from leaderboard.documents import Half
from leaderboard.facts import Facts
from leaderboard.replay import replay

HISTORY = ("number", "entry", "handed_in", "student", "status", "accuracy", "shown", "told")


class NoSuchTeam(AutograderError):
    """Raised when a team is named that is not on the board, or by a name that several have."""


def seen(course: Course) -> tuple[pd.DataFrame, Facts, Half]:
    """Return the board as everybody sees it, the facts behind it, and which half it is about."""
    frozen = course.frozen()
    if frozen:
        return board.compute(frozen[1], "private"), frozen[1], "private"
    facts = course.facts()
    return board.compute(facts), facts, "public"


def find_team(names: pd.DataFrame, name: str) -> str:
    """Return the real name of a team from its real or shown name.

    Parameters
    ----------
    names
        Has the columns ``team`` and ``name``.
    name
        What somebody typed.

    Raises
    ------
    NoSuchTeam
    """
    pairs = names[["team", "name"]].drop_duplicates()
    found = pairs["team"][pairs["team"] == name].tolist() or pairs["team"][pairs["name"] == name].tolist()
    if len(found) == 1:
        return str(found[0])
    listed = ", ".join(sorted({printable(team)[:60] for team in pairs["team"]})[:12]) or "none"
    if not found:
        raise NoSuchTeam(f"There is no team {printable(name)[:60]!r}. Teams with entries: {listed}.")
    raise NoSuchTeam(
        f"{len(found)} teams are shown as {printable(name)[:60]!r}; use the real name: {listed}."
    )


def history(facts: Facts, team: str | None = None) -> pd.DataFrame:
    """Return all entries of a team, or of all teams, the earliest first.

    Parameters
    ----------
    facts
        What it is computed from.
    team
        Real name.

    Returns
    -------
    pandas.DataFrame
        ``team`` and the columns of `HISTORY`: ``accuracy`` on the public half, of released entries only,
        ``shown`` the team's released score after the entry; both NaN where there is none.
    """
    facts = facts.in_order()
    frame = replay(facts)
    right = facts.correct("public")
    own = pd.Series(right.mean(axis=1) if right.size else 0.0, index=frame["entry"], dtype="float64")
    frame["accuracy"] = np.where(frame["status"] == "released", own.to_numpy(), np.nan)
    frame["shown"] = own.reindex(frame["leader"]).to_numpy()
    if team is not None:
        frame = frame[frame["team"] == team]
    return frame[["team", *HISTORY]].reset_index(drop=True)


def compare(frame: pd.DataFrame, facts: Facts, half: Half, teams: Sequence[str]) -> dict[str, Any]:
    """Compare two teams image by image.

    Parameters
    ----------
    frame
        The board.
    facts, half
        What it was computed from.
    teams
        Real names of two teams.

    Returns
    -------
    dict
        ``teams``, ``accuracy`` (of each), ``images``, ``only`` (images that only the one and only the other
        has right), ``both``, ``neither``, ``p`` (exact McNemar).
    """
    facts = facts.in_order()
    position = {uid: number for number, uid in enumerate(facts.entries["entry"].tolist())}
    rows = frame.set_index("team").loc[list(teams)]
    one, other = (facts.correct(half)[position[uid]] for uid in rows["entry"])
    gained, lost = ranking.change(other, one).gained, ranking.change(other, one).lost
    return {
        "teams": list(teams),
        "accuracy": [round(float(value), 6) for value in rows["accuracy"]],
        "images": len(one),
        "only": [gained, lost],
        "both": int((one & other).sum()),
        "neither": int((~one & ~other).sum()),
        "p": round(float(ranking.mcnemar(gained, lost)), 6),
    }


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame for a spreadsheet; what would be taken for a formula is preceded by an apostrophe."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or pd.api.types.is_string_dtype(safe[name]):
            safe[name] = [
                no_formula(printable(text)) if isinstance(text, str) else text for text in safe[name]
            ]
    return str(safe.to_csv(index=False, lineterminator="\n"))


def to_json(frame: pd.DataFrame) -> str:
    """Return a frame for programs: a list with an object a row; what is missing is null."""
    return str(frame.to_json(orient="records", date_format="iso", indent=2, double_precision=10)) + "\n"


def flat(frame: pd.DataFrame, people: Sequence[str]) -> pd.DataFrame:
    """Return the board with a column for each person's recall, for files that hold no lists."""
    recall = pd.DataFrame(frame["recall"].tolist(), index=frame.index, dtype="float64")
    recall.columns = [f"recall {person}" for person in people]
    return pd.concat([frame.drop(columns="recall"), recall], axis=1)
