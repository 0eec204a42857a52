"""Who is ahead, and how sure that is: the Ladder, confidence sets for ranks, paired comparisons.

Pure functions of arrays. All start from which images an entry has right: bool, one row per entry or
team, one column per image. All entries answer the same images, so every comparison is paired.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

CONFIDENCE = 0.95
DRAWS = 2000
_BLOCK = 1 << 22  # numbers of a bootstrap held in memory at a time


@dataclass(frozen=True)
class Change:
    """How one entry differs from another, counted in images.

    Parameters
    ----------
    gained
        Images that only the new entry has right.
    lost
        Images that only the old entry has right.
    """

    gained: int
    lost: int

    @property
    def is_significant(self) -> bool:
        """Whether the new entry is better by more than its own noise (the Ladder's rule).

        The parameter-free Ladder of Blum & Hardt (2015, arXiv 1502.04585) releases a score that is better
        by at least the standard error of the paired difference. In counts of 0-1 losses this reads
        ``gained > lost`` and ``(gained - lost) ** 2 > gained + lost``: McNemar's chi-square above one.
        """
        difference = self.gained - self.lost
        return difference > 0 and difference**2 > self.gained + self.lost


def change(old: BoolArray, new: BoolArray) -> Change:
    """Count how a new entry differs from an old one.

    Parameters
    ----------
    old, new
        Which images each has right, shape (n,).
    """
    return Change(int(np.sum(new & ~old)), int(np.sum(old & ~new)))


def ladder(correct: BoolArray) -> IntArray:
    """Find which entry of one team is released after each of its entries.

    Parameters
    ----------
    correct
        Shape (entries, images), the earliest entry first.

    Returns
    -------
    ndarray of int64, shape (entries,)
        Index of the entry whose score is shown after each hand-in. An entry was released itself where
        this is its own index; the first one always is.
    """
    leaders = np.zeros(len(correct), dtype=np.int64)
    for new in range(1, len(correct)):
        leader = leaders[new - 1]
        leaders[new] = new if change(correct[leader], correct[new]).is_significant else leader
    return leaders


def wilson(correct: int, images: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return Wilson's interval for a share (Wilson 1927).

    Parameters
    ----------
    correct, images
        Number of images that are right, and of all.
    confidence
        Coverage of the interval.
    """
    interval = stats.binomtest(correct, images).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def mcnemar(one: BoolArray, other: BoolArray) -> float:
    """Return the two-sided p value of McNemar's exact test that two entries are equally good.

    Parameters
    ----------
    one, other
        Which images each has right, shape (n,).
    """
    counts = change(one, other)
    differing = counts.gained + counts.lost
    return float(stats.binomtest(counts.gained, differing).pvalue) if differing else 1.0


def places(correct: BoolArray) -> IntArray:
    """Return the rank of each team by its number of right images; equal numbers share the better rank.

    Parameters
    ----------
    correct
        Shape (teams, images).

    Returns
    -------
    ndarray of int64, shape (teams,)
        Counted from 1.
    """
    return np.asarray(stats.rankdata(-correct.sum(axis=1), method="min"), dtype=np.int64)


@dataclass(frozen=True)
class RankSets:
    """A set of ranks for each team, which holds its true rank with a chosen confidence.

    Parameters
    ----------
    best, worst
        int64, shape (teams,): the ranks from ``best`` to ``worst`` are possible, counted from 1.
    """

    best: IntArray
    worst: IntArray


def rank_sets(
    correct: BoolArray, *, seed: int, confidence: float = CONFIDENCE, draws: int = DRAWS
) -> RankSets:
    """Return simultaneous confidence sets for the ranks of all teams.

    With the chosen confidence, all true ranks (those on infinitely many images of this kind) lie in
    their sets at the same time. The images are drawn anew, with replacement, for all teams alike.

    Parameters
    ----------
    correct
        Shape (teams, images).
    seed
        Of the bootstrap; the same seed gives the same sets.
    confidence
        Coverage.
    draws
        Size of the bootstrap.
    """
    teams, images = correct.shape
    values = correct.astype(np.float64)
    estimates = values.mean(axis=1)
    weights = np.random.default_rng(seed).multinomial(images, np.full(images, 1 / images), size=draws)
    errors = weights @ values.T / images - estimates
    return rank_sets_from_errors(estimates, errors, confidence=confidence)


def rank_sets_from_errors(
    estimates: FloatArray, errors: FloatArray, *, confidence: float = CONFIDENCE, of: int | None = None
) -> RankSets:
    """Return confidence sets for ranks from estimates and draws of their errors.

    Tests all differences between two teams at once: the largest studentised difference in each draw
    gives the critical value. Step-down: what was found to differ is left out, and the rest is tested
    again with its own critical value, until nothing more is found (Mogstad, Romano, Shaikh & Wilhelm
    2024, doi 10.1093/restud/rdad006; Romano & Wolf 2005). A team's rank is at best one more than the
    number of teams that are surely better, and at worst the number of teams that are not surely worse.

    Parameters
    ----------
    estimates
        Shape (teams,); larger is better.
    errors
        Shape (draws, teams): how far the estimates of each draw are off.
    confidence
        Coverage.
    of
        A team for which alone the set has to hold (a marginal set, which is smaller; the other sets are
        then without meaning). None: for all teams at the same time.
    """
    teams = len(estimates)
    scale = _scale(errors)
    difference = estimates[:, None] - estimates[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(scale > 0, difference / scale, np.where(difference > 0, np.inf, -np.inf))
    active = ~np.eye(teams, dtype=np.bool_)
    if of is not None:
        concerned = np.zeros(teams, dtype=np.bool_)
        concerned[of] = True
        active &= concerned[:, None] | concerned[None, :]
    better = np.zeros((teams, teams), dtype=np.bool_)  # [j, k]: j is surely better than k
    while active.any():
        found = active & (statistic > _critical(errors, scale, active, confidence))
        if not found.any():
            break
        better |= found
        active &= ~found
    return RankSets(best=1 + better.sum(axis=0), worst=teams - better.sum(axis=1))


def _scale(errors: FloatArray) -> FloatArray:
    """Standard errors of all differences, shape (teams, teams); zero for teams that never differ."""
    covariance = np.atleast_2d(errors.T @ errors / len(errors))
    variance = np.diag(covariance)[:, None] + np.diag(covariance)[None, :] - 2 * covariance
    negligible = 1e-12 * max(1e-12, float(np.max(np.diag(covariance), initial=0.0)))
    return np.sqrt(np.where(variance > negligible, variance, 0.0))


def _critical(errors: FloatArray, scale: FloatArray, active: BoolArray, confidence: float) -> float:
    """Quantile of the largest studentised difference among the active pairs (one-sided, both directions)."""
    rows, columns = np.nonzero(active & (scale > 0))
    if not len(rows):
        return 0.0
    largest = np.empty(len(errors))
    step = max(1, _BLOCK // len(rows))
    for start in range(0, len(errors), step):
        block: Any = errors[start : start + step]
        largest[start : start + step] = ((block[:, rows] - block[:, columns]) / scale[rows, columns]).max(
            axis=1
        )
    return float(np.quantile(largest, confidence))
