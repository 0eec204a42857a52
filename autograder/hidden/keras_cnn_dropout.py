"""Tells from a network's answers in training whether its dropouts are at work.

The weights are known here, so the answers are simulated: with all dropouts, and without one of them. Each
way they have another distribution, nearly a normal one. The answers that came are held against these by the
logarithm of the ratio of the likelihoods, which no other test surpasses (Neyman and Pearson 1933). How much
it varies is seen in the simulation, too, so the limits are those of this network, whatever its weights are.

Measured over 500 networks with new weights (300 of Glorot's, 100 of He's, 100 orthogonal): with `FEW` answers
each right network passed, with a ratio at least 9.4 deviations above the mean of those without the first
dropout, and each of these failed. With `MANY`, the middle between both means is 7.0 to 13 deviations from
either. Of 120 networks with biases that hide some of the difference (deviations 0.1 and 1), 15 without the
first dropout left a doubt after `FEW`, none after `MANY`. Both rates exchanged are told apart by the
description only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.comparison import FloatArray
from autograder.hidden.keras_cnn_forward import Array, Step, drop_out, forward

FEW, MANY = 64, 192
"""How often an image is shown as if in training: at first, and where that leaves a doubt."""
SIGMAS = 5.0
"""Deviations between what is decided and what would be wrong then: once in 3 million times."""
_TIMES = (256, 1536)
"""How often the image passes the first dropout in the simulation, and all later ones."""
_DIMENSIONS = 9
_VARIES = 1e-10


def is_at_work(shown: Array, steps: Sequence[Step], image: Array) -> bool | None:
    """Say whether answers in training vary as those of a network with all its dropouts.

    Parameters
    ----------
    shown
        Its answers to the image, the first axis counts them: hostile.
    steps
        What it should compute, with its dropouts.
    image
        Shape (28, 28, 1).

    Returns
    -------
    bool or None
        None where they are fewer than `MANY`, and leave a doubt.

    Raises
    ------
    Unsupported
        When the steps do not fit each other.
    """
    found = _reduced(shown, steps)
    right, *others = (_Answers(_reduced(each, steps)) for each in _simulate(steps, image))
    if not np.isfinite(found).all() or found.shape[1:] != right.numbers.shape[1:]:
        return False
    if not right.vary or not _Answers(found).vary:
        return right.vary == _Answers(found).vary
    verdicts = [_is_usual(found, right)]
    verdicts += [_is_likelier(found, right, other) for other in others if other.vary]
    return False if False in verdicts else None if None in verdicts else True


def _simulate(steps: Sequence[Step], image: Array) -> list[Array]:
    """Compute many answers in training: first those with all dropouts, then those without one of them."""
    rng = np.random.default_rng(21)
    answers = [image[None]]
    times = iter(_TIMES)
    for step in steps:
        if step.kind == "dropout" and 0 < step.rate < 1:
            count = next(times, _TIMES[-1])
            dropped = [drop_out(np.repeat(x, count // len(x), axis=0), step.rate, rng) for x in answers]
            answers = [*dropped, answers[0]]
        else:
            answers = [forward([step], x) for x in answers]
    return answers


def _reduced(answers: Array, steps: Sequence[Step]) -> FloatArray:
    """Make a few numbers of each answer: what goes into the softmax, where there is one, without its mean."""
    with np.errstate(all="ignore"):
        numbers = np.asarray(answers, dtype=np.float64)
        kind = steps[-1].kind
        if kind in ("softmax", "softmax_over_images"):
            numbers = np.log(np.maximum(numbers, 1e-30))
        if kind in ("softmax", "softmax_over_images", "log_softmax"):
            numbers = numbers - numbers.mean(axis=-1, keepdims=True)
        numbers = numbers.mean(axis=tuple(range(1, numbers.ndim - 1)))  # where each place has an answer
        # any directions tell the same, and ten numbers whose mean is 0 have nine
        directions = np.random.default_rng(22).normal(size=(numbers.shape[-1], _DIMENSIONS))
        return np.asarray(numbers @ directions)


@dataclass(frozen=True)
class _Answers:
    """Simulated answers, shape (n, 9), as a sample of a normal distribution."""

    numbers: FloatArray

    @cached_property
    def vary(self) -> bool:
        """Whether they differ by more than rounding."""
        return bool(self.numbers.var(axis=0).sum() > _VARIES)

    @cached_property
    def _inverse(self) -> FloatArray:
        covariance = np.cov(self.numbers.T)
        ridge = 1e-9 * np.trace(covariance) * np.eye(_DIMENSIONS)  # some networks vary in fewer directions
        return np.asarray(np.linalg.inv(covariance + ridge))

    def distances(self, numbers: FloatArray) -> FloatArray:
        """Return the squared distance of each answer from the mean, in deviations (Mahalanobis 1936)."""
        apart = numbers - self.numbers.mean(axis=0)
        return np.asarray(((apart @ self._inverse) * apart).sum(axis=1))

    def likelihoods(self, numbers: FloatArray) -> FloatArray:
        """Return the logarithm of the likelihood of each answer, up to a constant."""
        return np.asarray((np.linalg.slogdet(self._inverse)[1] - self.distances(numbers)) / 2)


def _is_usual(found: FloatArray, right: _Answers) -> bool | None:
    """Whether answers lie as far from the mean as they do with all dropouts."""
    usual = right.distances(right.numbers)
    limit = SIGMAS * usual.std() / np.sqrt(len(found))
    if abs(right.distances(found).mean() - usual.mean()) <= limit:
        return True
    return False if len(found) >= MANY else None


def _is_likelier(found: FloatArray, right: _Answers, other: _Answers) -> bool | None:
    """Whether answers are those with all dropouts rather than those without one."""
    value, mean, other_mean = (
        right.likelihoods(numbers) - other.likelihoods(numbers)
        for numbers in (found, right.numbers, other.numbers)
    )
    deviation, other_deviation = (numbers.std() / np.sqrt(len(found)) for numbers in (mean, other_mean))
    above = (value.mean() - other_mean.mean()) / other_deviation
    below = (mean.mean() - value.mean()) / deviation
    if len(found) >= MANY:
        # where both are nearly the same, the doubt is the student's
        return bool(below <= max(above, SIGMAS))
    if above >= SIGMAS > below:
        return True
    return False if below >= SIGMAS > above else None
