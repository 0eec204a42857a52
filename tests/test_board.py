"""The board: its rows, what orders them, and what may not move them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from board_facts import BASELINE, RULES, entry, facts, guesses, images, reordered, some_class
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard import board, ranking, scoring
from leaderboard.replay import replay
from leaderboard.rows import rows

LABELS = images().labels


def right(count: int) -> np.ndarray:
    """Answers of which so many are right in either half."""
    return np.where(np.arange(96) % 48 < count, LABELS, (LABELS + 1) % 8)


def test_a_worked_example() -> None:
    entries = [
        entry("b", right(36)),
        entry("a", right(24)),
        entry("c", right(36), 5),
        entry("instructor", right(40), student="instructor"),
        entry("d", None),
    ]
    frame = board.compute(facts(entries, references=(BASELINE,)))
    assert list(frame.columns) == list(board.COLUMNS)
    assert frame["name"].tolist() == [
        "Instructor's model",
        "b",
        "c",
        "a",
        "Fully connected baseline",
        "Chance",
    ]
    assert frame["place"].tolist() == [pd.NA, 1, 1, 3, pd.NA, pd.NA]
    teams = board.teams(frame)
    assert teams["accuracy"].tolist() == [0.75, 0.75, 0.5]
    assert teams["best"].tolist() == [1, 1, 3] and teams["worst"].tolist() == [2, 2, 3]
    low, high = ranking.wilson([36, 36, 24], 48)
    assert teams["low"].tolist() == low.tolist() and teams["high"].tolist() == high.tolist()
    assert teams["gained_above"].tolist() == [pd.NA, 0, 0] and teams["lost_above"].tolist() == [pd.NA, 0, 12]
    assert teams["p_above"].tolist()[1:] == [1.0, pytest.approx(2 * 0.5**12)]
    chance = frame[frame["kind"] == "chance"].iloc[0]
    assert chance["accuracy"] == 0.125 and chance["log_loss"] == pytest.approx(np.log(8))


def test_all_metrics_are_those_of_the_released_best() -> None:
    one = facts([entry("a", right(24)), entry("a", right(40)), entry("a", right(30))])
    row = board.compute(one).iloc[0]
    scored = one.images.scored("public")
    scores = scoring.score(one.probabilities(["e2"])[0][scored], LABELS[scored])
    assert row["entry"] == "e2" and row["entries"] == 3
    for name in ("accuracy", "log_loss", "macro_f1", "calibration_error"):
        assert row[name] == getattr(scores, name)
    assert row["recall"] == scores.recall.tolist()


def test_without_entries_there_are_the_rows_that_are_always_there() -> None:
    frame = board.compute(facts([], references=(BASELINE,)))
    assert frame["kind"].tolist() == ["baseline", "chance"]
    assert board.compute(facts([entry("a", None)]))["kind"].tolist() == ["chance"]
    assert len(rows(frame, recall=True)) == 2


@pytest.mark.parametrize("teams", [1, 2, 5])
def test_identical_predictions_are_a_tie(teams: int) -> None:
    entries = [entry(f"team {number}", right(30), 10 - number) for number in range(teams)]
    frame = board.teams(board.compute(facts(entries)))
    assert frame["place"].tolist() == [1] * teams
    assert frame["best"].tolist() == [1] * teams and frame["worst"].tolist() == [teams] * teams
    assert frame["team"].tolist() == [f"team {number}" for number in reversed(range(teams))]


def test_the_private_half_is_decided_by_the_final_entries() -> None:
    public = images().public
    entries = [
        entry("a", right(20)),
        entry("a", np.where(public, right(40), right(10))),
        entry("b", right(30)),
    ]
    one = facts(entries, last_turn=3)
    assert board.teams(board.compute(one, "private"))["entry"].tolist() == ["e3", "e2"]
    named = dataclasses.replace(one, finals={"a": ("e1", "e2"), "b": ("unknown",)})
    frame = board.teams(board.compute(named, "private"))
    assert frame["entry"].tolist() == ["e3", "e1"]
    assert frame["accuracy"].tolist() == [30 / 48, 20 / 48]


def test_only_released_entries_can_be_final() -> None:
    entries = [entry("a", right(20)), entry("a", np.where(images().public, right(20), right(48)))]
    one = facts(entries, finals={"a": ("e2",)}, last_turn=2)
    assert board.compute(one, "private")["entry"][0] == "e1"


def test_an_ambiguous_image_is_scored_for_nobody() -> None:
    labels = np.where(np.arange(96) < 8, -1, LABELS)
    frame = board.compute(facts([entry("a", right(24))], images=images(labels=labels)))
    assert frame["accuracy"][0] == (24 - 8) / 40


def test_several_instructors_are_told_apart() -> None:
    rules = dataclasses.replace(RULES, instructors=("ada", "bob"))
    entries = [entry("ada", right(9), student="ada"), entry("bob", right(8), student="bob")]
    names_ = board.compute(facts(entries, rules=rules))["name"].tolist()
    assert names_[:2] == ["Instructor's model (ada)", "Instructor's model (bob)"]


@settings(derandomize=True, max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_neither_rows_nor_teams_nor_duplicates_have_an_order(seed: int) -> None:
    entries = some_class(seed)
    whole = board.compute(facts(entries))
    rng = np.random.default_rng(seed)
    several = rng.permutation(np.concatenate([np.arange(len(entries)), rng.integers(0, len(entries), 9)]))
    pd.testing.assert_frame_equal(board.compute(reordered(facts(entries), several)), whole)
    # other names, so other orders of teams
    renamed = [{**one, "team": one["team"].replace("team", "x")[::-1]} for one in entries]
    other = board.compute(facts(renamed))
    told = ["place", "best", "worst", "accuracy", "low", "high", "entry", "p_above"]
    pd.testing.assert_frame_equal(other[told], whole[told])


@settings(derandomize=True, max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_nothing_that_is_not_released_moves_the_board(seed: int) -> None:
    """Whatever entries that are not released answer, on either half, no row shows it."""
    entries = some_class(seed)
    history = replay(facts(entries))
    hidden = np.flatnonzero(history["status"] != "released")
    rng = np.random.default_rng(seed)
    changed = [dict(one) for one in entries]
    for number in hidden:
        if history["status"][number] in ("over the cap", "failed"):
            answered = changed[number]["answers"] is not None
            changed[number]["answers"] = guesses(1.0, rng, LABELS) if answered else None
        else:  # another answer that is not surely better, and right everywhere in private
            leader = entries[int(history["leader"][number][1:]) - 1]["answers"]
            changed[number]["answers"] = np.where(images().public, leader, LABELS)
    before, after = board.compute(facts(entries)), board.compute(facts(changed))
    pd.testing.assert_frame_equal(after, before)


def test_names_are_shown_harmless_and_on_one_line() -> None:
    frame = board.compute(facts([entry("a\n\u202eb" + "c" * 10_000, right(40))]))
    (name,) = frame["name"][frame["kind"] == "team"]
    assert name.startswith("a bccc") and len(name) == 60


def test_pseudonyms_hide_names_and_stay() -> None:
    rules = dataclasses.replace(RULES, pseudonyms=True)
    entries = [entry(f"secret {number}", right(number)) for number in range(40)]
    few, all_ = (facts(entries[:count], rules=rules) for count in (20, 40))
    first = board.teams(board.compute(few)).set_index("team")["name"]
    later = board.teams(board.compute(all_)).set_index("team")["name"]
    assert later[first.index].tolist() == first.tolist()
    assert later.is_unique and not later.str.contains("secret").any()
