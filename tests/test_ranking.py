"""The Ladder, rank sets and paired tests: published figures, simulations of what they are for, edge cases."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard import ranking
from leaderboard.ranking import Change

# Mathematics in PISA 2018: mean score and standard error of the 37 OECD countries, by country (OECD).
PISA = """
491.3600252 1.939833031 498.9423138 2.970998694 508.0703063 2.262662011 512.0169429 2.357475749
417.4065563 2.41588757 390.9322732 2.989559274 499.4676508 2.460661531 509.3983746 1.735002337
523.4145802 1.743602224 507.3013618 1.967920411 495.4075794 2.320214487 500.0437805 2.647083096
451.3703438 3.091228197 481.0826364 2.319596741 495.1873762 1.953082603 499.632894 2.198621128
463.0345488 3.498563228 486.5898573 2.780045867 526.9732502 2.471475318 525.933002 3.121394315
496.1263306 1.962766789 481.1911884 1.953282039 483.421485 1.097632409 408.8014734 2.493225544
519.2309824 2.632277885 494.489676 1.705942856 500.9637885 2.219044878 515.6478747 2.602085176
492.4874062 2.684570081 486.1648542 2.555595707 508.8975441 1.363877596 481.3926126 1.462417763
502.3877022 2.654250935 515.3147131 2.908003898 453.5077774 2.260406789 501.7698992 2.564428111
478.2447174 3.235444099
"""
UNITED_KINGDOM = 35
CHILE, COLOMBIA, MEXICO = 4, 5, 23


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
    assert ranking.wilson(correct, images) == pytest.approx((low, high), abs=5e-5)


def test_mcnemar() -> None:
    one = np.array([1] * 8 + [0] * 2 + [1] * 5, bool)
    other = np.array([0] * 8 + [1] * 2 + [1] * 5, bool)
    assert ranking.mcnemar(one, other) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert ranking.mcnemar(one, other) == ranking.mcnemar(other, one)
    assert ranking.mcnemar(one, one) == 1.0


def test_equal_scores_share_the_better_place() -> None:
    rows = np.array([[1, 1, 0], [1, 0, 1], [0, 0, 0], [1, 1, 1]], bool)
    assert ranking.places(rows).tolist() == [2, 2, 4, 1]


def test_rank_sets_agree_with_the_published_example_of_csranks() -> None:
    """The package's introduction gives ranks 8 to 23 for the United Kingdom, and says who is surely last."""
    values = np.array(PISA.split(), dtype=float).reshape(-1, 2)
    errors = np.random.default_rng(0).normal(size=(10_000, len(values))) * values[:, 1]
    alone = ranking.rank_sets_from_errors(values[:, 0], errors, of=UNITED_KINGDOM)
    assert (alone.best[UNITED_KINGDOM], alone.worst[UNITED_KINGDOM]) == (8, 23)
    together = ranking.rank_sets_from_errors(values[:, 0], errors)
    assert together.best[UNITED_KINGDOM] <= 8 and together.worst[UNITED_KINGDOM] >= 23
    others = np.delete(together.worst, [CHILE, COLOMBIA, MEXICO])
    assert min(together.best[[CHILE, COLOMBIA, MEXICO]]) > others.max() == 34


def test_clear_differences_are_found_and_noise_is_not() -> None:
    rows = entries(0.9, 0.88, 0.5, 0.2)
    sets = ranking.rank_sets(rows, seed=0)
    assert sets.best.tolist() == [1, 1, 3, 4] and sets.worst.tolist() == [2, 2, 3, 4]


def test_identical_predictions_are_never_told_apart() -> None:
    row = entries(0.7)[0]
    sets = ranking.rank_sets(np.stack([row] * 4), seed=0)
    assert sets.best.tolist() == [1] * 4 and sets.worst.tolist() == [4] * 4


def test_all_right_against_all_wrong() -> None:
    sets = ranking.rank_sets(np.array([[0] * 50, [1] * 50], bool), seed=0)
    assert sets.best.tolist() == [2, 1] and sets.worst.tolist() == [2, 1]


@pytest.mark.parametrize("teams", [1, 2])
def test_few_teams(teams: int) -> None:
    sets = ranking.rank_sets(entries(*[0.6] * teams), seed=0)
    assert sets.best.tolist() == [1] * teams and sets.worst.tolist() == [teams] * teams


@pytest.mark.slow
def test_five_hundred_teams() -> None:
    sets = ranking.rank_sets(entries(*np.linspace(0.2, 0.9, 500)), seed=0, draws=300)
    assert np.all(sets.best <= sets.worst) and sets.best.min() == 1 and sets.worst.max() == 500
    assert sets.worst[-1] < 250 < sets.best[0]


def test_the_same_seed_gives_the_same_sets() -> None:
    rows = entries(0.8, 0.75, 0.7, 0.6)
    one, other = (ranking.rank_sets(rows, seed=3) for _ in range(2))
    assert np.array_equal(one.best, other.best) and np.array_equal(one.worst, other.worst)


def test_the_sets_hold_the_true_ranks_as_often_as_they_say() -> None:
    """Of 200 boards of five teams at least 92 % hold all true ranks (expected: 95 % or more)."""
    truth = np.array([0.80, 0.78, 0.78, 0.70, 0.60])
    best, worst = np.array([1, 2, 2, 4, 5]), np.array([1, 3, 3, 4, 5])
    covered = 0
    for seed in range(200):
        sets = ranking.rank_sets(entries(*truth, seed=seed), seed=seed, draws=400)
        covered += bool(np.all(sets.best <= best) and np.all(sets.worst >= worst))
    assert covered >= 184
