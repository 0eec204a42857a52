"""What becomes of entries: the cap, the Ladder, failures, the freeze; told online and replayed."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import numpy as np
import pytest
from board_facts import RULES, START, entry, facts, images, reordered, some_class
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.replay import allowance, replay

LABELS = images().labels
RIGHT, HALF = LABELS, np.where(np.arange(96) % 2, LABELS, (LABELS + 1) % 8)


def statuses(found: object) -> list[str]:
    return list(found["status"])  # type: ignore[index]


def test_the_first_entry_is_released_then_only_what_is_surely_better() -> None:
    one_more = HALF.copy()
    one_more[0] = LABELS[0]
    found = replay(facts([entry("a", HALF), entry("a", one_more), entry("a", RIGHT), entry("a", HALF)]))
    assert statuses(found) == ["released", "unchanged", "released", "unchanged"]
    assert found["leader"].tolist() == ["e1", "e1", "e3", "e3"]
    assert found["number"].tolist() == [1, 2, 3, 4]
    assert "score unchanged" in found["told"][1]


def test_the_private_half_releases_nothing() -> None:
    better = np.where(images().public, HALF, LABELS)
    assert statuses(replay(facts([entry("a", HALF), entry("a", better)]))) == ["released", "unchanged"]


def test_a_failed_entry_costs_nothing_and_its_team_is_told_why() -> None:
    entries = [
        entry("a", HALF, cap=2),
        entry("a", None, cap=2),
        entry("a", RIGHT, cap=2),
        entry("a", RIGHT, cap=2),
    ]
    found = replay(facts(entries))
    assert statuses(found) == ["released", "failed", "released", "over the cap"]
    assert found["told"][1] == "It crashed. It does not count as one of the day's entries."
    assert found["leader"].tolist() == ["e1", "e1", "e3", "e3"]


def test_a_team_without_any_entry_that_counts_has_no_score() -> None:
    found = replay(facts([entry("a", None)]))
    assert found["leader"].tolist() == [None]


@pytest.mark.parametrize(
    ("zone", "begins", "hours", "expected"),
    [
        ("UTC", 0, (15.9, 16.1), ["released", "released"]),
        ("UTC", 0, (14.0, 15.9), ["released", "over the cap"]),
        ("Europe/Zurich", 0, (14.9, 15.1), ["released", "released"]),
        ("Europe/Zurich", 4, (14.9, 15.1), ["released", "over the cap"]),
        ("America/New_York", 0, (15.9, 16.1), ["released", "over the cap"]),
    ],
)
def test_a_day_is_the_courses(
    zone: str, begins: int, hours: tuple[float, float], expected: list[str]
) -> None:
    rules = dataclasses.replace(RULES, time_zone=zone, day_begins=begins)
    entries = [
        entry("a", answers, 60 * hour, cap=1) for hour, answers in zip(hours, (HALF, RIGHT), strict=True)
    ]
    assert statuses(replay(facts(entries, rules=rules))) == expected


def test_who_is_over_the_cap_is_told_when_the_next_one_counts() -> None:
    rules = dataclasses.replace(RULES, time_zone="Europe/Zurich")
    found = replay(facts([entry("a", HALF, cap=1), entry("a", RIGHT, 5, cap=1)], rules=rules))
    assert "from Wednesday, 25 November, 00:00 CET on" in found["told"][1]


def test_a_cap_that_changes_later_takes_nothing_back() -> None:
    """Each entry goes by the cap that held when it came."""
    entries = [
        entry("a", HALF, cap=2),
        entry("a", RIGHT, cap=2),
        entry("b", HALF, cap=1),
        entry("b", RIGHT, cap=1),
    ]
    found = replay(facts(entries, rules=dataclasses.replace(RULES, cap=1)))
    assert statuses(found) == ["released", "released", "released", "over the cap"]


def test_instructors_have_no_cap_and_are_no_team() -> None:
    entries = [entry("instructor", HALF, student="instructor", cap=1)] * 3
    found = replay(facts(entries))
    assert statuses(found) == ["released", "unchanged", "unchanged"]
    assert not found["is_team"].any()


def test_what_comes_after_the_freeze_does_not_count() -> None:
    found = replay(facts([entry("a", HALF), entry("a", RIGHT)], last_turn=1))
    assert statuses(found) == ["released", "after the freeze"]
    assert found["leader"].tolist() == ["e1", "e1"]


def test_what_is_left_today() -> None:
    one = facts([entry("a", HALF), entry("a", None, 5), entry("a", RIGHT, 10)])
    mine = replay(one)
    assert allowance(one, mine, START).left == RULES.cap - 2
    tomorrow = START + timedelta(days=1)
    assert allowance(one, mine, tomorrow).left == RULES.cap
    full = dataclasses.replace(one, rules=dataclasses.replace(RULES, cap=2))
    left = allowance(full, mine, START)
    assert left.left == 0 and left.following is not None
    assert left.following.isoformat() == "2026-11-25T00:00:00+00:00"
    assert allowance(dataclasses.replace(one, last_turn=9), mine, START).left == 0


@settings(derandomize=True, max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_replay_gives_what_was_told_online_whatever_the_order_of_rows(seed: int) -> None:
    entries = some_class(seed, count=12)
    whole = replay(facts(entries))
    columns = ["entry", "status", "leader", "number", "told"]
    for count in range(1, len(entries) + 1):  # as each one came
        online = replay(facts(entries[:count]))
        assert online[columns].equals(whole[columns].iloc[:count])
    rng = np.random.default_rng(seed)
    rows = rng.permutation(np.concatenate([np.arange(len(entries)), rng.integers(0, len(entries), 5)]))
    assert replay(reordered(facts(entries), rows)).equals(whole)
