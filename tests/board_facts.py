"""Facts of a leaderboard in memory, for tests of its rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from leaderboard.facts import Facts, Images, Reference, Rules
from leaderboard.store import COLUMNS, NO_ANSWER, PASSED

PEOPLE = tuple("ABCDEFGH")
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
RULES = Rules("course", "celebrity_project", 5, "UTC", 0, ("instructor",), False, 0, draws=200)


def images(count: int = 96, labels: npt.NDArray[np.int64] | None = None) -> Images:
    """Images of eight people, the first half of them public."""
    return Images(
        ids=tuple(f"{number:04x}" for number in range(count)),
        public=np.arange(count) < count // 2,
        labels=np.arange(count) % 8 if labels is None else labels,
        labels_version=0,
        true_labels=np.full(count, -1),
        people=PEOPLE,
    )


def entry(team: str, answers: npt.ArrayLike | None, minutes: float = 0, **changes: Any) -> dict[str, Any]:
    """One entry; without answers it failed."""
    usual = {
        "student": f"{team}-member",
        "team": team,
        "handed_in": START + timedelta(minutes=minutes),
        "cap": RULES.cap,
        "model_bytes": 1000,
        "seconds": 1.0,
        "outcome": PASSED if answers is not None else "crashed",
        "message": "" if answers is not None else "It crashed.",
        "answers": None if answers is None else np.asarray(answers, dtype=np.uint8),
    }
    return {**usual, **changes}


def facts(entries: Sequence[dict[str, Any]], **changes: Any) -> Facts:
    """Facts of entries that arrived in this order."""
    shown = changes.pop("images", None) or images()
    numbered = [{"entry": f"e{number}", "turn": number, **one} for number, one in enumerate(entries, 1)]
    frame = pd.DataFrame([{name: one[name] for name in COLUMNS} for one in numbered], columns=list(COLUMNS))
    frame["handed_in"] = pd.to_datetime(frame["handed_in"], utc=True)
    frame["seconds"] = frame["seconds"].astype("float64")
    missing = np.full(len(shown.ids), NO_ANSWER, dtype=np.uint8)
    answers = [missing if one["answers"] is None else one["answers"] for one in numbered]
    by_entry = {one["entry"]: row for one, row in zip(numbered, answers, strict=True)}

    def probabilities(uids: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.stack([np.eye(8)[by_entry[uid]] * 0.6 + 0.05 for uid in uids])

    usual: dict[str, Any] = {"images": shown, "rules": RULES}
    return Facts(
        entries=frame,
        answers=np.stack(answers) if answers else np.zeros((0, len(shown.ids)), dtype=np.uint8),
        probabilities=probabilities,
        **{**usual, **changes},
    )


def guesses(
    accuracy: float, rng: np.random.Generator, labels: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Answers that are right for about this share."""
    wrong = (labels + rng.integers(1, 8, len(labels))) % 8
    return np.where(rng.random(len(labels)) < accuracy, labels, wrong)


def some_class(seed: int, teams: int = 4, count: int = 24) -> list[dict[str, Any]]:
    """Entries of a class at work: some fail, some are over the cap, one team is an instructor."""
    rng = np.random.default_rng(seed)
    labels = images().labels
    names = [*(f"team {number}" for number in range(teams)), "instructor"]
    found = []
    for number in range(count):
        team = str(rng.choice(names))
        answers = None if rng.random() < 0.15 else guesses(rng.uniform(0.1, 0.9), rng, labels)
        student = "instructor" if team == "instructor" else f"{team}-{rng.integers(3)}"
        found.append(entry(team, answers, 200.0 * number, student=student, cap=int(rng.integers(1, 4))))
    return found


def reordered(original: Facts, order: npt.ArrayLike) -> Facts:
    """The same facts with their rows in another order, or some of them several times."""
    return dataclasses.replace(
        original,
        entries=original.entries.iloc[np.asarray(order)].reset_index(drop=True),
        answers=original.answers[np.asarray(order)],
    )


BASELINE = Reference("Fully connected baseline", np.full((96, 8), 0.125), 100, 0.1)
