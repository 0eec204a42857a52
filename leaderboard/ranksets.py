"""Confidence sets for the ranks of teams: which ranks each may have, given that the images are a sample.

Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for Ranks (doi 10.1093/restud/rdad006): all differences
between two teams are tested at once, by a bootstrap over the images and step-down (Romano & Wolf 2005). A
team's rank is at best one more than the number of teams that are surely better, and at worst the number of
teams that are not surely worse.

Everything that decides about a set is computed from whole numbers, and the bootstrap from a stream of random
bits that numpy promises never to change, so that a set comes out the same on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leaderboard.ranking import CONFIDENCE, BoolArray, FloatArray, IntArray

_Single = npt.NDArray[np.float32]

DRAWS = 2000
_CHUNK = 512  # draws looked at together: what is computed of them for a team fits the processor's cache


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
        Which images each team has right, shape (teams, images); at least one team and one image.
    seed
        Of the bootstrap; the same seed gives the same sets.
    confidence
        Coverage.
    draws
        Size of the bootstrap.
    """
    values = correct.astype(np.float64)
    counts = values.sum(axis=1)
    # In numbers of images, so that sums and products are exact whatever the order of the additions
    errors = _times_drawn(correct.shape[1], seed, draws) @ values.T - counts
    return rank_sets_from_errors(counts, errors, confidence=confidence)


def _times_drawn(images: int, seed: int, draws: int) -> FloatArray:
    """How often each image is drawn, shape (draws, images)."""
    # numpy guarantees the raw bits of its generators, but not what its distributions make of them
    bits = np.random.PCG64(seed).random_raw(draws * images)
    chosen = (bits % np.uint64(images)).astype(np.int64).reshape(draws, images)
    chosen += np.arange(draws)[:, None] * images
    return np.bincount(chosen.ravel(), minlength=draws * images).reshape(draws, images).astype(np.float64)


def rank_sets_from_errors(
    estimates: FloatArray, errors: FloatArray, *, confidence: float = CONFIDENCE, of: int | None = None
) -> RankSets:
    """Return confidence sets for ranks from estimates and draws of their errors.

    The largest studentised difference in each draw gives the critical value. What is found to differ is
    left out, and the rest is tested again with its own critical value, until nothing more is found.

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
        precision = np.where(scale > 0, 1 / scale, 0.0).astype(np.float32)
    active = ~np.eye(teams, dtype=np.bool_)
    if of is not None:
        concerned = np.zeros(teams, dtype=np.bool_)
        concerned[of] = True
        active &= concerned[:, None] | concerned[None, :]
    by_team = np.ascontiguousarray(errors.T, dtype=np.float32)
    largest = np.full(len(errors), np.inf, dtype=np.float32)
    better = np.zeros((teams, teams), dtype=np.bool_)  # [j, k]: j is surely better than k
    while active.any():
        _tighten(largest, by_team, np.where(active, precision, np.float32(0)), confidence)
        found = active & (statistic > float(np.quantile(largest, confidence)))
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


def _tighten(largest: _Single, errors: _Single, precision: _Single, confidence: float) -> None:
    """Bring the largest studentised difference of each draw up to date, where its quantile asks for it.

    Parameters
    ----------
    largest
        Shape (draws,): at least as large as the true values, since pairs are only ever left out. Changed in
        place: afterwards all values that decide about the quantile are true, and the others not too small.
    errors
        Shape (teams, draws).
    precision
        Shape (teams, teams): one over the standard error of the ordered pairs that are tested, else zero.
    confidence
        Which quantile is wanted.
    """
    draws = len(largest)
    wanted = draws - int((draws - 1) * confidence)  # of the largest values
    order = np.argsort(-largest, kind="stable")
    for start in range(0, draws, _CHUNK):
        chunk = order[start : start + _CHUNK]
        largest[chunk] = _largest(np.ascontiguousarray(errors[:, chunk]), precision)
        seen, rest = largest[order[: start + _CHUNK]], order[start + _CHUNK :]
        if len(rest) and len(seen) >= wanted and largest[rest[0]] <= np.partition(seen, -wanted)[-wanted]:
            break


def _largest(errors: _Single, precision: _Single) -> _Single:
    """The largest studentised difference of each draw, at least zero."""
    largest = np.zeros(errors.shape[1], dtype=np.float32)
    difference = np.empty_like(errors)
    for team in range(len(errors) - 1):
        forward, backward = precision[team, team + 1 :, None], precision[team + 1 :, team, None]
        row = difference[: len(forward)]
        np.subtract(errors[team], errors[team + 1 :], out=row)
        if np.array_equal(forward, backward):
            row *= forward
            np.abs(row, out=row)
            np.maximum(largest, row.max(axis=0), out=largest)
        else:
            np.maximum(largest, (row * forward).max(axis=0), out=largest)
            np.maximum(largest, (row * -backward).max(axis=0), out=largest)
    return largest
