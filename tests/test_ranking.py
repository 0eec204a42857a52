"""The Ladder, intervals and paired tests: published figures, simulations of what they are for, edge cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from leaderboard import ranking
from leaderboard.ranking import Change


def entries(*accuracies: float, images: int = 200, seed: int = 0) -> np.ndarray:
    """Entries that have each image right on their own, with these chances."""
    return np.random.default_rng(seed).random((len(accuracies), images)) < np.array(accuracies)[:, None]


@pytest.mark.parametrize(
    "gained, lost, released",
    [
        (0, 0, False),
        (1, 0, False),
        (2, 0, True),
        (0, 5, False),
        (4, 1, True),
        (3, 1, False),
        (110, 100, False),
        (115, 100, True),
    ],
)
def test_the_rule_of_the_ladder(gained: int, lost: int, released: bool) -> None:
    assert Change(gained, lost).is_significant is released


def test_changes_are_counted_by_image() -> None:
    old, new = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 1], bool)
    assert ranking.change(old, new) == Change(gained=2, lost=1)


def test_the_first_entry_is_released_and_a_worse_one_never() -> None:
    rows = np.array([[0, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]], bool)
    assert ranking.ladder(rows).tolist() == [0, 1, 1, 1, 4]
    assert ranking.ladder(rows[:1]).tolist() == [0]


def test_the_same_entry_again_changes_nothing() -> None:
    row = entries(0.7)[0]
    assert ranking.ladder(np.stack([row] * 5)).tolist() == [0] * 5


def _voted(answers: np.ndarray, weights: np.ndarray) -> np.ndarray:
    votes = np.einsum("e,enc->nc", weights, np.eye(8)[answers])
    return votes.argmax(axis=1)


def test_random_guesses_combined_by_vote_do_not_climb_the_ladder() -> None:
    """400 guesses are scored; the attacker lets those vote that the board says are above chance.

    With naive scores the vote looks far better than chance; with the Ladder only what it released can
    be picked, and the board says what is nearly true. Truth: 0.125.
    """
    naive, shown = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        labels, answers = rng.integers(0, 8, 200), rng.integers(0, 8, (400, 200))
        right = answers == labels
        above = right.mean(axis=1) > 1 / 8
        naive.append((_voted(answers, above.astype(float)) == labels).mean())
        released = ranking.ladder(right) == np.arange(len(right))
        vote = _voted(answers, released.astype(float)) == labels
        history = np.vstack([right, vote])
        shown.append(history[ranking.ladder(history)[-1]].mean())
    assert np.mean(naive) > 0.3
    assert np.mean(shown) < 0.23


def test_labels_cannot_be_probed_one_at_a_time() -> None:
    """From 0.80, the attacker changes one answer per entry and keeps what the board says is better."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 8, 200)
    first = np.where(rng.random(200) < 0.8, labels, (labels + 1) % 8)

    def climb(laddered: bool) -> float:
        best, leader = first.copy(), first == labels
        for image in range(200):
            for guess in range(8):
                trial = best.copy()
                trial[image] = guess
                right = trial == labels
                better = (
                    ranking.change(leader, right).is_significant if laddered else right.sum() > leader.sum()
                )
                if better:
                    best, leader = trial, right
        return float(leader.mean())

    assert climb(laddered=False) == 1.0
    assert climb(laddered=True) == pytest.approx((first == labels).mean())


@pytest.mark.parametrize(
    "correct, images, low, high",
    # Newcombe (1998), table I, method 3: Wilson's score interval without correction
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(correct: int, images: int, low: float, high: float) -> None:
    assert ranking.wilson(correct, images) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_is_scipys() -> None:
    low, high = ranking.wilson(np.arange(0, 31), 30, 0.9)
    for correct in range(31):
        interval = stats.binomtest(correct, 30).proportion_ci(0.9, method="wilson")
        assert (low[correct], high[correct]) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_mcnemar() -> None:
    assert ranking.mcnemar(8, 2) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    gained, lost = np.array([8, 2, 0, 5, 0, 60]), np.array([2, 8, 0, 5, 6, 30])
    wanted = [stats.binomtest(b, b + c).pvalue if b + c else 1.0 for b, c in zip(gained, lost, strict=True)]
    assert ranking.mcnemar(gained, lost) == pytest.approx(wanted)


def test_equal_scores_share_the_better_place() -> None:
    assert ranking.places([2, 2, 0, 3]).tolist() == [2, 2, 4, 1]
