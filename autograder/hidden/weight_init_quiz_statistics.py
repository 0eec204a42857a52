"""Says whether numbers come from the distribution that was asked for, with a known chance of a mistake.

Each single check of a right function fails with a chance of at most `ALPHA`. That is no approximation:
it follows from inequalities that hold for any number of draws:

- The mean of n independent numbers within ±1 of their mean, with variance v, is farther than t from the
  true mean with a chance of at most 2 exp(-n t² / (2 v + 2 t / 3)) (Bernstein).
- The share of numbers below x differs, for any x, by more than t from the true one with a chance of at
  most 2 exp(-2 n t²) (Dvoretzky, Kiefer and Wolfowitz, with the constant of Massart).

`CHECKS` is the number of single checks of a hand-in, so that a right one loses points by chance less
often than `FALSE_ALARM`, 1 in 5 million. The seeds depend on the student's id only: to grade a
hand-in again gives the same marks.

Two further checks of n draws are left out of the count. That less than 90 % of them differ has no
chance worth a number. Nor has that more than 3/4 of n equally likely cells are hit: 1 - 1/e are on
average, and since one draw changes the count by at most one, McDiarmid's inequality gives less than
exp(-n / 40).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from autograder.comparison import FloatArray
from autograder.hidden.weight_init_quiz_reference import TRUNCATED_DEVIATION

ALPHA = 1e-8
CHECKS = 2 * (2 * 4 + 2)
"""Glorot and He, each with `spread_problem` for two shapes and `fits` for one: 4 and 2 checks."""
FALSE_ALARM = CHECKS * ALPHA

_LOG = math.log(2 / ALPHA)
_ROUNDING = 1e-5  # of numbers in float32
_MOST_CELLS = 0.75
_FEWEST_DIFFERENT = 0.9  # even in float32, of 40000 numbers not one in a hundred occurs twice


@dataclass(frozen=True)
class Family:
    """A symmetric distribution around 0, but for its scale.

    Parameters
    ----------
    ratio
        Standard deviation, divided by the largest number possible.
    fourth
        Mean of the fourth power, divided by that of the largest number possible.
    below
        Share of the absolute values that are smaller than a number, given as a share of the largest.
    """

    ratio: float
    fourth: float
    below: Callable[[FloatArray], FloatArray]


def _truncated_below(cut: float) -> Callable[[FloatArray], FloatArray]:
    """Share of absolute values of a normal distribution that is cut off at so many deviations."""

    def below(u: FloatArray) -> FloatArray:
        inside = 2 * ndtr(cut) - 1
        return np.asarray(np.clip((2 * ndtr(cut * u) - 1) / inside, 0, 1))

    return below


def _fourth_moment() -> float:
    """Fourth moment of a standard normal distribution that is cut off at 2, divided by 2**4."""
    density = math.exp(-2) / math.sqrt(2 * math.pi)
    inside = math.erf(math.sqrt(2))
    return (3 * TRUNCATED_DEVIATION**2 - 2 * 2**3 * density / inside) / 2**4


UNIFORM = Family(1 / math.sqrt(3), 1 / 5, lambda u: np.clip(u, 0, 1))
TRUNCATED_NORMAL = Family(TRUNCATED_DEVIATION / 2, _fourth_moment(), _truncated_below(2))


def mean_tolerance(n: int, variance: float) -> float:
    """Return by how much the mean of n numbers may differ from the true one (Bernstein)."""
    return (_LOG / 3 + math.sqrt(_LOG**2 / 9 + 2 * n * variance * _LOG)) / n


def share_tolerance(n: int) -> float:
    """Return by how much the share of n numbers below any x may differ from the true one."""
    return math.sqrt(_LOG / (2 * n))


def deviation_bounds(n: int, family: Family, largest: float) -> tuple[float, float]:
    """Return between which numbers the root of the mean square of n draws must be."""
    square = family.ratio**2
    tolerance = mean_tolerance(n, family.fourth - square**2)
    return largest * math.sqrt(max(0.0, square - tolerance)), largest * math.sqrt(square + tolerance)


def spread_problem(drawn: FloatArray, family: Family, largest: float) -> str | None:
    """Say what is wrong with the spread of numbers, whatever the form of their distribution.

    Parameters
    ----------
    drawn
        The numbers, at least two dimensions.
    family
        The distribution that they should come from.
    largest
        Its largest number.

    Returns
    -------
    str or None
        ``"deviation"``, ``"mean"``, ``"repeated"``, ``"dependent"`` or ``"even"``; None where nothing is
        wrong.
    """
    u = drawn / largest
    n = u.size
    square = family.ratio**2
    low, high = deviation_bounds(n, family, largest)
    with np.errstate(over="ignore"):
        if not low <= math.sqrt(float(np.mean(drawn**2))) <= high:
            return "deviation"
        if abs(float(np.mean(u))) > mean_tolerance(n, square):
            return "mean"
        if np.unique(drawn).size < _FEWEST_DIFFERENT * n:
            return "repeated"
        for pairs in (u.ravel(), np.moveaxis(u, 0, -1).ravel()):
            # the pairs share no number, so that their products are independent
            even = pairs[: n // 2 * 2]
            product = float(np.mean(even[::2] * even[1::2]))
            if abs(product) > mean_tolerance(n // 2, square**2):
                return "dependent"
    cells = np.floor(_below(u, family) * n)
    return "even" if np.unique(cells).size > _MOST_CELLS * n else None


def fits(drawn: FloatArray, family: Family, largest: float) -> bool:
    """Say whether numbers have the form of a distribution, with the right scale or with another one.

    Parameters
    ----------
    drawn
        The numbers.
    family
        The distribution.
    largest
        Its largest number where the scale is right. The other scale that is tried is that of the
        largest number that was drawn.
    """
    found = float(np.abs(drawn).max())
    if not 0 < found < math.inf:
        return False
    return any(
        _distance(drawn / scale, family) <= share_tolerance(drawn.size)
        for scale in (largest, found)
        if found <= scale * (1 + _ROUNDING)
    )


def distance_to_cut_normal(drawn: FloatArray, sigma: float, cut: float) -> float:
    """Return the largest difference of shares between numbers and a normal distribution, cut off or not.

    Parameters
    ----------
    drawn
        The numbers.
    sigma
        Deviation before the cut.
    cut
        In deviations; infinite for none.
    """
    end = min(cut, 12.0)  # beyond, double precision knows no difference
    return _distance(drawn / (end * sigma), Family(0, 0, _truncated_below(end)))


def _distance(u: FloatArray, family: Family) -> float:
    """Largest difference of the shares below x, of the absolute values and of the numbers as they are."""
    return max(_largest_difference(family.below(np.abs(u))), _largest_difference(_below(u, family)))


def _below(u: FloatArray, family: Family) -> FloatArray:
    """Share of a family's numbers that are smaller than each one."""
    return np.asarray((1 + np.sign(u) * family.below(np.abs(u))) / 2)


def _largest_difference(wanted: FloatArray) -> float:
    """Largest difference between shares as they should be and as they are found."""
    ordered = np.sort(wanted, axis=None)
    n = ordered.size
    steps = np.arange(n + 1) / n
    return float(max(np.max(steps[1:] - ordered), np.max(ordered - steps[:-1])))
