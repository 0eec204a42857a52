"""From public to private: what chance does, and what it does not."""

from __future__ import annotations

import numpy as np
from board_facts import entry, facts, guesses, images

from leaderboard import shakeup

LABELS = images().labels
PUBLIC = images().public


def test_without_teams_there_is_nothing_to_report() -> None:
    assert shakeup.report(facts([entry("a", None)], last_turn=1)) is None


def test_one_team_has_no_correlation() -> None:
    found = shakeup.report(facts([entry("a", LABELS)], last_turn=1))
    assert found is not None and found["rank_correlation"] is None
    assert found["drop"] == found["expected_drop"] == 0


def test_honest_scores_shrink_as_chance_makes_them() -> None:
    """In most of ten classes the drop is within the range, which is meant for 95 %; and there is one."""
    within, expected = 0, []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        entries = [entry(f"team {team}", guesses(0.6, rng, LABELS)) for _ in range(5) for team in range(5)]
        found = shakeup.report(facts(entries, last_turn=len(entries)))
        assert found is not None
        within += found["expected_low"] <= found["drop"] <= found["expected_high"]
        expected.append(found["expected_drop"])
        spread = [np.std([team[name] for team in found["teams"]]) for name in ("public", "expected")]
        assert spread[0] > spread[1]  # who is far ahead was lucky: all are drawn to the middle
    assert within >= 8
    assert np.mean(expected) > 0.02  # each team shows the luckiest of its entries


def test_scores_that_were_made_on_the_public_half_are_seen() -> None:
    """Somebody who knows the public labels drops by more than chance explains."""
    rng = np.random.default_rng(1)
    entries = [
        entry(f"team {team}", np.where(PUBLIC, LABELS, guesses(0.4, rng, LABELS))) for team in range(4)
    ]
    found = shakeup.report(facts(entries, last_turn=4))
    assert found is not None and found["drop"] > found["expected_high"] + 0.2


def test_the_same_facts_give_the_same_report() -> None:
    rng = np.random.default_rng(2)
    one = facts([entry(f"team {team}", guesses(0.5, rng, LABELS)) for team in range(5)], last_turn=5)
    assert shakeup.report(one) == shakeup.report(one)
