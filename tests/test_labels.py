"""Labels of held-out images: versions, doubtful ones, the most that can be reached."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from board_facts import images

from leaderboard import labels
from leaderboard.rulings import Decision

IDS = tuple("abcd")
LABELS = np.array([0, 1, 2, 3])


def decision(image: str, status: str, label: int | None = None, version: int | None = 1) -> Decision:
    return Decision(image, status, label, "ada", "why", "now", version)  # type: ignore[arg-type]


def test_a_version_holds_what_was_decided_up_to_it() -> None:
    decisions = [
        decision("a", "wrong", 7, 1),
        decision("b", "ambiguous", None, 1),
        decision("a", "ok", None, 2),
        decision("c", "wrong", 5, 3),
        decision("d", "wrong", 5, None),
        decision("unknown", "wrong", 5, 1),
    ]
    versions = [labels.applied(IDS, LABELS, decisions, version).tolist() for version in range(4)]
    assert versions == [[0, 1, 2, 3], [7, -1, 2, 3], [0, -1, 2, 3], [0, -1, 5, 3]]
    assert LABELS.tolist() == [0, 1, 2, 3]


def answers(*teams: str) -> np.ndarray:
    """One entry a team, as a text with a digit for each image; sure, but not quite."""
    return np.stack([np.eye(8)[[int(digit) for digit in team]] * 0.6 + 0.05 for team in teams])


def test_labels_that_most_teams_contradict_are_doubtful_the_worst_first() -> None:
    found = labels.opinions(answers("0523", "0521", "0723", "0621"), LABELS)
    doubtful = [one for one in found if one.is_doubtful]
    assert doubtful == []  # two of four are not more than half
    found = labels.opinions(answers("0523", "0521", "0511", "0521"), LABELS)
    assert [(one.position, one.suggested, one.teams, one.of) for one in found if one.is_doubtful] == [
        (1, 5, 4, 4),
        (3, 1, 3, 4),
    ]
    assert found[0].quality == pytest.approx(0.05) and found[1].quality == pytest.approx(0.2)


def test_teams_that_disagree_on_what_it_is_say_nothing() -> None:
    found = labels.opinions(answers("1123", "2123", "3123", "4123"), LABELS)
    assert not any(one.is_doubtful for one in found)


def test_two_teams_are_too_few_and_an_ambiguous_image_is_settled() -> None:
    assert not any(one.is_doubtful for one in labels.opinions(answers("7777", "7777"), LABELS))
    found = labels.opinions(answers("7777", "7777", "7777"), np.array([-1, 1, 7, 3]))
    assert [one.position for one in found if one.is_doubtful] == [1, 3]


def test_the_ceiling_is_exact_where_the_truth_is_known() -> None:
    known = dataclasses.replace(images(), true_labels=np.where(np.arange(96) < 12, 0, images().labels))
    right = np.mean(known.true_labels[:48] == known.labels[:48])
    assert labels.ceiling(known, "public", [], []) == right < 1
    assert labels.ceiling(known, "private", [], []) == 1


def test_the_ceiling_is_estimated_where_it_is_not() -> None:
    one = images()
    entries = np.stack([np.eye(8)[np.where(np.arange(96) < 6, (one.labels + 1) % 8, one.labels)]] * 3)
    found = labels.opinions(entries, one.labels)
    assert labels.ceiling(one, "public", found, []) == 1 - 6 / 48
    assert labels.ceiling(one, "private", found, []) == 1
    assert labels.ceiling(one, "public", found, [decision(one.ids[0], "ok")]) == 1 - 5 / 48
    assert labels.ceiling(one, "public", found[:0], []) is None
