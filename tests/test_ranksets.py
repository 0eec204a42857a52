"""Confidence sets for ranks: the published example, coverage, the definition written out, edge cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard import ranksets

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


def test_rank_sets_agree_with_the_published_example_of_csranks() -> None:
    """The package's introduction gives ranks 8 to 23 for the United Kingdom, and says who is surely last."""
    values = np.array(PISA.split(), dtype=float).reshape(-1, 2)
    errors = np.random.default_rng(0).normal(size=(10_000, len(values))) * values[:, 1]
    alone = ranksets.rank_sets_from_errors(values[:, 0], errors, of=UNITED_KINGDOM)
    assert (alone.best[UNITED_KINGDOM], alone.worst[UNITED_KINGDOM]) == (8, 23)
    together = ranksets.rank_sets_from_errors(values[:, 0], errors)
    assert together.best[UNITED_KINGDOM] <= 8 and together.worst[UNITED_KINGDOM] >= 23
    others = np.delete(together.worst, [CHILE, COLOMBIA, MEXICO])
    assert min(together.best[[CHILE, COLOMBIA, MEXICO]]) > others.max() == 34


def test_clear_differences_are_found_and_noise_is_not() -> None:
    rows = entries(0.9, 0.88, 0.5, 0.2)
    sets = ranksets.rank_sets(rows, seed=0)
    assert sets.best.tolist() == [1, 1, 3, 4] and sets.worst.tolist() == [2, 2, 3, 4]


def test_identical_predictions_are_never_told_apart() -> None:
    row = entries(0.7)[0]
    sets = ranksets.rank_sets(np.stack([row] * 4), seed=0)
    assert sets.best.tolist() == [1] * 4 and sets.worst.tolist() == [4] * 4


def test_all_right_against_all_wrong() -> None:
    sets = ranksets.rank_sets(np.array([[0] * 50, [1] * 50], bool), seed=0)
    assert sets.best.tolist() == [2, 1] and sets.worst.tolist() == [2, 1]


@pytest.mark.parametrize("teams", [1, 2])
def test_few_teams(teams: int) -> None:
    sets = ranksets.rank_sets(entries(*[0.6] * teams), seed=0)
    assert sets.best.tolist() == [1] * teams and sets.worst.tolist() == [teams] * teams


def test_five_hundred_teams() -> None:
    sets = ranksets.rank_sets(entries(*np.linspace(0.2, 0.9, 500)), seed=0, draws=300)
    assert np.all(sets.best <= sets.worst) and sets.best.min() == 1 and sets.worst.max() == 500
    assert sets.worst[-1] < 250 < sets.best[0]


def test_the_same_seed_gives_the_same_sets() -> None:
    rows = entries(0.8, 0.75, 0.7, 0.6)
    one, other = (ranksets.rank_sets(rows, seed=3) for _ in range(2))
    assert np.array_equal(one.best, other.best) and np.array_equal(one.worst, other.worst)


def test_the_sets_hold_the_true_ranks_as_often_as_they_say() -> None:
    """Of 200 boards of five teams at least 92 % hold all true ranks (expected: 95 % or more)."""
    truth = np.array([0.80, 0.78, 0.78, 0.70, 0.60])
    best, worst = np.array([1, 2, 2, 4, 5]), np.array([1, 3, 3, 4, 5])
    covered = 0
    for seed in range(200):
        sets = ranksets.rank_sets(entries(*truth, seed=seed), seed=seed, draws=400)
        covered += bool(np.all(sets.best <= best) and np.all(sets.worst >= worst))
    assert covered >= 184


def by_definition(correct: np.ndarray, seed: int, draws: int) -> tuple[list[int], list[int]]:
    """The same sets in plain steps, pair by pair and draw by draw."""
    times = ranksets._times_drawn(correct.shape[1], seed, draws)
    errors = times @ correct.T - correct.sum(axis=1)
    teams = range(len(correct))
    pairs = {(j, k) for j in teams for k in teams if j != k}
    scale = {(j, k): np.sqrt(np.mean((errors[:, j] - errors[:, k]) ** 2)) for j, k in pairs}
    better: set[tuple[int, int]] = set()
    while pairs - better:
        told = [(j, k) for j, k in pairs - better if scale[j, k] > 0]
        largest = [max([(row[j] - row[k]) / scale[j, k] for j, k in told] or [0]) for row in errors]
        critical = np.quantile(largest, 0.95)
        found = {
            (j, k) for j, k in told if (correct[j].sum() - correct[k].sum()) / scale[j, k] > critical + 1e-6
        }
        if not found:
            break
        better |= found
    best = [1 + sum(k == team for _, k in better) for team in teams]
    return best, [len(teams) - sum(j == team for j, _ in better) for team in teams]


@settings(derandomize=True, max_examples=25, deadline=None)
@given(st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_the_fast_way_gives_what_the_definition_gives(teams: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = entries(*rng.random(teams), images=40, seed=seed)
    rows[rng.integers(teams)] = rows[0]
    sets = ranksets.rank_sets(rows, seed=seed, draws=60)
    assert (sets.best.tolist(), sets.worst.tolist()) == by_definition(rows, seed, 60)


def test_the_order_of_the_teams_does_not_matter() -> None:
    rows = entries(*np.linspace(0.3, 0.9, 30))
    order = np.random.default_rng(1).permutation(30)
    sets, moved = ranksets.rank_sets(rows, seed=0), ranksets.rank_sets(rows[order], seed=0)
    assert np.array_equal(sets.best[order], moved.best) and np.array_equal(sets.worst[order], moved.worst)
    assert sets.best.max() > 1  # or it would prove nothing


def test_the_bootstrap_is_the_same_on_every_machine() -> None:
    """The first draws of seed 0, fixed when they were first made: stored boards are rebuilt from them."""
    times = ranksets._times_drawn(5, seed=0, draws=2)
    assert times.sum(axis=1).tolist() == [5, 5]
    assert times.tolist() == [[0, 2, 1, 1, 1], [0, 1, 2, 1, 1]]
