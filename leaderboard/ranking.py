"""Who is ahead, and how sure that is: the Ladder, intervals, paired comparisons.

Pure functions of arrays. All start from which images an entry has right: bool, one row per entry or
team, one column per image. All entries answer the same images, so every comparison is paired.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special  # scipy.stats has the same, and takes half a second of each command to import

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

CONFIDENCE = 0.95


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
    return Change(int(np.count_nonzero(new > old)), int(np.count_nonzero(old > new)))


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


def wilson(
    correct: npt.ArrayLike, images: int, confidence: float = CONFIDENCE
) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's interval for a share (Wilson 1927), of one entry or of many.

    Parameters
    ----------
    correct
        Numbers of images that are right, any shape.
    images
        Number of all images; at least one.
    confidence
        Coverage of the interval.

    Returns
    -------
    low, high
        Arrays of the same shape.
    """
    share = np.asarray(correct, dtype=np.float64) / images
    z = float(special.ndtri((1 + confidence) / 2))
    centre = (share + z**2 / (2 * images)) / (1 + z**2 / images)
    half = z * np.sqrt(share * (1 - share) / images + z**2 / (4 * images**2)) / (1 + z**2 / images)
    # for a share of nothing or everything the end of the interval is exactly there
    low = np.where(share == 0, 0.0, centre - half)
    return low, np.where(share == 1, 1.0, centre + half)


def mcnemar(gained: npt.ArrayLike, lost: npt.ArrayLike) -> FloatArray:
    """Return the two-sided p values of McNemar's exact test that two entries are equally good.

    Parameters
    ----------
    gained, lost
        Numbers of images that only the one and only the other has right, any shape.

    Returns
    -------
    ndarray of float64
        The same shape; one where they differ nowhere.
    """
    one, other = (np.asarray(number, dtype=np.int64) for number in (gained, lost))
    fewer, differing = np.minimum(one, other), one + other
    return np.asarray(np.minimum(1.0, 2 * special.bdtr(fewer, differing, 0.5)), dtype=np.float64)


def places(correct: npt.ArrayLike) -> IntArray:
    """Return the rank of each team by its number of right images; equal numbers share the better rank.

    Parameters
    ----------
    correct
        Numbers of images that are right, shape (teams,).

    Returns
    -------
    ndarray of int64, shape (teams,)
        Counted from 1.
    """
    values = np.asarray(correct)
    better = len(values) - np.searchsorted(np.sort(values), values, side="right")
    return np.asarray(better + 1, dtype=np.int64)
