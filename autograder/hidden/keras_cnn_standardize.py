"""The inputs with which `standardize` is tried, and how students with a misconception write it.

The notebook's ``look_at_standardize`` puts both results one below the other, so that they are one array.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from autograder.comparison import FloatArray
from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.properties import ANYTHING, Mistake, Property
from autograder.student import Call
from autograder.untouched import Untouched

Images = npt.NDArray[Any]

FUNCTION = "look_at_standardize"
EPSILON = 0.0001

_GREYS = np.array([0, 255, 10, 20, 100, 0, 200, 1, 50, 254, 128, 30, 5, 90, 180, 60], dtype=np.uint8)
_SMALL = np.array([0, 0.5, 1, 0.25, -0.5, 2, 0.125, -1, 1.5, 0.75, -0.25, 3, 0.375, -2, 1.25, 0.625])


def standardize(X_train: Images, X_val: Images) -> FloatArray:  # noqa: N803 - as in the notebook
    """Standardise per pixel by the training images; both results one below the other.

    Parameters
    ----------
    X_train, X_val
        Images, shapes (n, ...) and (m, ...).

    Returns
    -------
    ndarray of float64, shape (n + m, ...)
    """
    return _apply(X_train, X_val, *_mean_and_deviation(X_train))


def _mean_and_deviation(images: Images) -> tuple[FloatArray, FloatArray]:
    return np.mean(images, axis=0, dtype=np.float64), np.std(images, axis=0, dtype=np.float64)


def _apply(train: Images, val: Images, mean: FloatArray | float, deviation: FloatArray) -> FloatArray:
    """Subtract a mean and divide by a deviation with the usual addition."""
    both = np.concatenate([train, val]).astype(np.float64)
    return np.asarray((both - np.asarray(mean)) / (np.asarray(deviation) + EPSILON))


def _scale(train: Images, val: Images) -> float:
    """Magnitude of the results, and of what is subtracted there: float32 passes."""
    values = np.concatenate([train, val]).astype(np.float64)
    return float(np.abs(standardize(train, val)).max() + np.abs(values).max())


def _call(n: int, m: int, height: int, width: int, data: bytes) -> Call:
    """Make images of greys or of small floats (whichever the first byte says)."""
    chosen = np.frombuffer(data, dtype=np.uint8)
    values = _GREYS if chosen[0] % 2 else _SMALL
    pixels = values[chosen[1 : 1 + (n + m) * height * width] % len(values)].reshape(n + m, height, width)
    return Call((pixels[:n].copy(), pixels[n:].copy()))


def _images(*both: Any, dtype: str = "float64") -> Call:
    return Call(tuple(np.array(part, dtype=dtype) for part in both))


_INPUTS = st.builds(
    _call,
    st.integers(2, 6),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
    st.binary(min_size=91, max_size=91),
)
_EDGES = [
    _images([[[1]], [[3]]], [[[5]]]),
    _images([[[0]], [[0.5]]], [[[0.25]], [[1]]]),
    _images([[[10, 20]], [[30, 60]]], [[[20, 20]]], dtype="uint8"),
    _images([[[10], [20]], [[30], [60]]], [[[0], [255]]], dtype="uint8"),
    _images([[[0, 7]], [[0, 9]], [[0, 200]]], [[[0, 50]]], dtype="uint8"),  # a constant pixel
    _images([[[0, 7]], [[0, 9]]], [[[255, 8]]], dtype="uint8"),  # and a rare stroke on one
    _images([[[5]]], [[[5]]]),  # one image only
    _images([[[0.001, 0.002]], [[0.002, 0.004]]], [[[0, 0.01]]]),
    _images(np.arange(24).reshape(3, 2, 2, 2) ** 2 % 50, np.arange(8).reshape(1, 2, 2, 2)),
    _images([[[1, 2]], [[3, 5]], [[0, 9]]], [[[2, 2]], [[4, 4]]], dtype="float32"),
    _images([[[1, 2]], [[3, 5]], [[0, 9]]], [[[2, 2]], [[4, 4]]], dtype="int64"),
]


def _with(
    change: Callable[[Images, Images, FloatArray, FloatArray], FloatArray],
) -> Callable[[Images, Images], FloatArray]:
    """Make a mistake out of what it does with the right mean and deviation."""
    return lambda train, val: change(train, val, *_mean_and_deviation(train))


def _joined(first: npt.ArrayLike, second: npt.ArrayLike) -> FloatArray:
    return np.concatenate([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)])


def _own_statistics(train: Images, val: Images) -> FloatArray:
    right = standardize(train, val)[: len(train)]
    return _joined(right, standardize(val, val)[: len(val)])


def _joint_statistics(train: Images, val: Images) -> FloatArray:
    return _apply(train, val, *_mean_and_deviation(np.concatenate([train, val])))


def _each_image(train: Images, val: Images) -> object:
    if train.ndim > 3:
        return ANYTHING  # over the channels, too, or for each channel
    both = np.concatenate([train, val]).astype(np.float64)
    mean, deviation = both.mean(axis=(1, 2), keepdims=True), both.std(axis=(1, 2), keepdims=True)
    return np.asarray((both - mean) / (deviation + EPSILON))


def _no_epsilon(train: Images, val: Images) -> object:
    mean, deviation = _mean_and_deviation(train)
    if not deviation.all():
        return ANYTHING  # nan, inf, or what a student put there instead
    return np.asarray((np.concatenate([train, val]) - mean) / deviation)


def _sample_deviation(train: Images, val: Images) -> object:
    if len(train) < 2:
        return ANYTHING
    return _apply(train, val, train.mean(axis=0), np.std(train, axis=0, dtype=np.float64, ddof=1))


def _epsilon_outside(train: Images, val: Images) -> object:
    plain = _no_epsilon(train, val)
    return plain + EPSILON if isinstance(plain, np.ndarray) else ANYTHING


def _min_and_max(epsilon: float) -> Callable[[Images, Images], object]:
    def answer(train: Images, val: Images) -> object:
        low, high = train.min(axis=0).astype(float), train.max(axis=0).astype(float)
        if (low == high).any() or train.dtype.kind == "u":
            return ANYTHING  # a quotient with 0; a difference below 0 of unsigned integers
        return np.asarray((np.concatenate([train, val]) - low) / (high - low + epsilon))

    return answer


def _other_epsilon(number: float) -> Callable[[Images, Images], FloatArray]:
    return _with(lambda t, v, mean, dev: _apply(t, v, mean, dev + number - EPSILON))


_MISTAKES = [
    Mistake(wrong.OWN_STATISTICS, _own_statistics),
    Mistake(wrong.JOINT_STATISTICS, _joint_statistics),
    Mistake(
        wrong.ONE_NUMBER_FOR_ALL,
        lambda train, val: _apply(train, val, train.mean(dtype=np.float64), train.std(dtype=np.float64)),
    ),
    Mistake(wrong.EACH_IMAGE_ALONE, _each_image),
    Mistake(wrong.NO_EPSILON, _no_epsilon),
    Mistake(
        wrong.EPSILON_IN_VARIANCE,
        _with(lambda t, v, mean, dev: _apply(t, v, mean, np.sqrt(dev**2 + EPSILON) - EPSILON)),
    ),
    Mistake(wrong.EPSILON_OUTSIDE, _epsilon_outside),
    *(
        Mistake(wrong.OTHER_EPSILON, _other_epsilon(number))
        for number in (1e-2, 1e-3, 1e-5, 1e-6, 1e-7, 1e-8)
    ),
    Mistake(wrong.MEDIAN, _with(lambda t, v, mean, dev: _apply(t, v, np.median(t, axis=0), dev))),
    Mistake(wrong.ONE_NUMBER_FOR_ALL, _with(lambda t, v, mean, dev: _apply(t, v, float(mean.mean()), dev))),
    Mistake(
        wrong.NO_BRACKETS,
        _with(lambda t, v, mean, dev: np.concatenate([t, v]) - np.asarray(mean / (dev + EPSILON))),
    ),
    Mistake(wrong.SCALED_FIRST, lambda t, v: standardize(t / 255, v / 255)),
    Mistake(wrong.VARIANCE, _with(lambda t, v, mean, dev: _apply(t, v, mean, dev**2))),
    Mistake(wrong.SAMPLE_DEVIATION, _sample_deviation),
    Mistake(wrong.NOT_CENTRED, _with(lambda t, v, mean, dev: _apply(t, v, 0, dev))),
    Mistake(wrong.NOT_SCALED, _with(lambda t, v, mean, dev: np.concatenate([t, v]) - mean)),
    Mistake(wrong.SCALED_TO_ONE, lambda t, v: np.concatenate([t, v]) / 255),
    Mistake(wrong.MIN_AND_MAX, _min_and_max(0)),
    Mistake(wrong.MIN_AND_MAX, _min_and_max(EPSILON)),
    Mistake(wrong.TRAINING_ONLY, lambda t, v: _joined(standardize(t, v)[: len(t)], v)),
    Mistake(wrong.SWAPPED_RESULTS, lambda t, v: np.roll(standardize(t, v), len(v), axis=0)),
    Mistake(wrong.ROUNDED, lambda t, v: np.trunc(standardize(t, v))),
    Mistake(wrong.ROUNDED, lambda t, v: np.round(standardize(t, v))),
]

VALUES = Property(FUNCTION, _INPUTS, standardize, edges=_EDGES, mistakes=_MISTAKES, scale=_scale, examples=25)
UNTOUCHED = Untouched(
    FUNCTION,
    [_images([[[1]], [[3]]], [[[5]]]), *_EDGES[2:4], _EDGES[9]],
    standardize,
    names=("X_train", "X_val"),
    misconception=wrong.CHANGED_IN_PLACE,
)
