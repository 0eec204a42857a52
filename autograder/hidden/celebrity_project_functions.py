"""The small functions of celebrity_project: right ones, known wrong ones, and inputs to try them with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from autograder.comparison import FloatArray
from autograder.hidden import celebrity_project_misconceptions as wrong
from autograder.properties import ANYTHING, Mistake, Property
from autograder.student import Call
from autograder.untouched import Untouched

PEOPLE = 8

IntArray = npt.NDArray[np.int64]
Images = npt.NDArray[Any]

_MOST = 5  # images of a drawn batch
_SIDE = 4


def count_people(y: npt.NDArray[Any]) -> IntArray:
    """Count how often each of the eight labels occurs."""
    return np.bincount(y.astype(np.int64), minlength=PEOPLE)


def colour_statistics(images: Images) -> FloatArray:
    """Return means and standard deviations of the colour channels as two rows."""
    pixels = images.reshape(-1, images.shape[-1]).astype(np.float64)
    return np.stack([pixels.mean(axis=0), pixels.std(axis=0)])


def prepare(images: Images, mean: FloatArray, std: FloatArray) -> FloatArray:
    """Standardise images with given numbers for each channel."""
    prepared: FloatArray = (images.astype(np.float64) - mean) / std
    return prepared


def confusion(y_true: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> IntArray:
    """Count the pairs of who is shown (row) and what was answered (column)."""
    matrix = np.zeros((PEOPLE, PEOPLE), dtype=np.int64)
    np.add.at(matrix, (y_true.astype(np.int64), y_pred.astype(np.int64)), 1)
    return matrix


# count_people


def _labels(values: Sequence[int], dtype: str = "int64") -> npt.NDArray[Any]:
    return np.array(values, dtype=dtype)


COUNTS = Property(
    "count_people",
    st.builds(
        lambda values, dtype: Call((_labels(values, dtype),)),
        st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=30),
        st.sampled_from(["int64", "uint8", "int32"]),
    ),
    count_people,
    edges=[
        Call((_labels([0]),)),
        Call((_labels([7]),)),
        Call((_labels([3, 3, 3]),)),
        Call((_labels([5, 0, 5, 1], "uint8"),)),
        Call((_labels(list(range(8)) * 2),)),
        Call((_labels([2] * 300 + [6] * 260, "uint8"),)),
        Call((_labels([4] * 257, "uint8"),)),
    ],
    mistakes=[
        Mistake(wrong.ABSENT_PEOPLE, lambda y: np.unique(y, return_counts=True)[1]),
        Mistake(wrong.ABSENT_PEOPLE, np.bincount),
        Mistake(wrong.SHARES, lambda y: count_people(y) / len(y)),
        Mistake(wrong.SHARES, lambda y: count_people(y) / len(y) * 100),
        Mistake(wrong.SORTED, lambda y: np.sort(count_people(y))[::-1]),
        Mistake(wrong.OTHER_BINS, lambda y: np.histogram(y.astype(np.int64), bins=PEOPLE)[0]),
        Mistake(wrong.COUNTED_ONCE, lambda y: np.full(PEOPLE, len(y) / PEOPLE)),
        Mistake(wrong.COUNTED_ONCE, lambda y: np.full(PEOPLE, len(y) // PEOPLE)),
        Mistake(wrong.COUNTED_PEOPLE_FROM_ONE, lambda y: np.append(count_people(y)[1:], 0)),
        Mistake(wrong.COUNTER_TOO_SMALL, lambda y: count_people(y).astype(y.dtype)),
    ],
    examples=20,
)

# colour_statistics and prepare


def _pixels(data: bytes, count: int, height: int, width: int) -> Images:
    """Make images of uint8 whose channels have different ranges."""
    values = np.frombuffer(data, dtype=np.uint8)[: count * height * width * 3]
    images: Images = values.reshape(count, height, width, 3) // np.array([1, 2, 5]) + np.array([0, 90, 10])
    return images.astype(np.uint8)


def _ramp(count: int, height: int, width: int) -> Images:
    size = count * height * width * 3
    return (np.arange(size) * 37 % 251).astype(np.uint8).reshape(count, height, width, 3)


def _uneven(count: int, height: int, width: int) -> Images:
    """Make images of which some are dark and others bright."""
    return _ramp(count, height, width) // 4 + np.arange(count, dtype=np.uint8)[:, None, None, None] * 60


_BYTES = st.binary(min_size=_MOST * _SIDE * _SIDE * 3, max_size=_MOST * _SIDE * _SIDE * 3)
_BATCHES = st.builds(_pixels, _BYTES, st.integers(1, _MOST), st.integers(1, _SIDE), st.integers(1, _SIDE))


def _statistics(images: Images, axis: tuple[int, ...], **options: Any) -> list[FloatArray]:
    floats = images.astype(np.float64)
    return [floats.mean(axis=axis), floats.std(axis=axis, **options)]


def _one_number(images: Images) -> FloatArray:
    return np.repeat([[images.mean()], [images.std()]], 3, axis=1)


def _per_image(images: Images) -> FloatArray:
    floats = images.astype(np.float64)
    return np.stack([floats.mean(axis=(0, 1, 2)), floats.std(axis=(1, 2)).mean(axis=0)])


def _of_means(images: Images) -> FloatArray:
    means = images.astype(np.float64).mean(axis=(1, 2))
    return np.stack([means.mean(axis=0), means.std(axis=0)])


def _cut_in_three(images: Images) -> FloatArray:
    thirds = images.astype(np.float64).reshape(3, -1)
    return np.stack([thirds.mean(axis=1), thirds.std(axis=1)])


def _median(images: Images) -> FloatArray:
    return np.asarray(np.median(images.astype(np.float64), axis=(0, 1, 2)))


def _sample_deviation(images: Images) -> object:
    """Divide by n - 1; a single pixel has no such deviation."""
    return _statistics(images, (0, 1, 2), ddof=1) if images.size > 3 else ANYTHING


_EDGES = [
    Call((np.array([[[[10, 20, 30]]], [[[30, 60, 30]]]], dtype=np.uint8),)),
    Call((np.array([[[[0, 255, 7], [255, 0, 8]]]], dtype=np.uint8),)),
    Call((np.full((2, 2, 2, 3), 200, dtype=np.uint8),)),
    Call((_ramp(2, 3, 4),)),
    Call((_uneven(4, 3, 3),)),
    Call((_uneven(3, 2, 5).astype(np.float64),)),
    Call((_ramp(20, 12, 12),)),
]

STATISTICS = Property(
    "colour_statistics",
    st.builds(lambda images: Call((images,)), _BATCHES),
    colour_statistics,
    scale=lambda images: 255.0,
    edges=_EDGES,
    mistakes=[
        Mistake(wrong.CHANNELS_MIXED, lambda images: [images.mean(), images.std()]),
        Mistake(wrong.CHANNELS_MIXED, _one_number),
        Mistake(wrong.SCALED, lambda images: colour_statistics(images) / 255),
        Mistake(wrong.PER_PIXEL, lambda images: _statistics(images, (0,))),
        Mistake(wrong.PER_IMAGE, _per_image),
        Mistake(wrong.PER_IMAGE, lambda images: _statistics(images, (1, 2))),
        Mistake(wrong.DEVIATION_OF_MEANS, _of_means),
        Mistake(wrong.CUT_IN_THREE, _cut_in_three),
        Mistake(wrong.BLUE_FIRST, lambda images: colour_statistics(images)[:, ::-1]),
        Mistake(wrong.OTHER_AXES, lambda images: _statistics(images, (1, 2, 3))),
        Mistake(wrong.EXCHANGED, lambda images: colour_statistics(images)[::-1]),
        Mistake(wrong.IN_COLUMNS, lambda images: colour_statistics(images).T),
        Mistake(wrong.MEDIAN, lambda images: [_median(images), colour_statistics(images)[1]]),
        Mistake(wrong.VARIANCE, lambda images: np.power(colour_statistics(images), [[1], [2]])),
        Mistake(wrong.SAMPLE_DEVIATION, _sample_deviation),
    ],
    examples=20,
)


STATISTICS_UNTOUCHED = Untouched(
    "colour_statistics",
    [_EDGES[1], _EDGES[3], Call((_ramp(2, 3, 4).astype(np.float64),))],
    colour_statistics,
    names=("images",),
    misconception=wrong.CHANGED_IN_PLACE,
)


def _prepare_call(images: Images, data: bytes) -> Call:
    values = np.frombuffer(data, dtype=np.uint8)
    return Call((images, 90.0 + values[:3] / 4, 20.5 + values[3:] / 8))


def _prepare_scale(images: Images, mean: FloatArray, std: FloatArray) -> float:
    return float((np.abs(images).max() + mean.max()) / std.min())


def _own(images: Images, mean: FloatArray, std: FloatArray) -> FloatArray:
    own_mean, own_std = colour_statistics(images)
    if not own_std.all():
        raise ValueError("what comes out of a division by zero differs from student to student")
    return prepare(images, own_mean, own_std)


def _own_mean(images: Images, mean: FloatArray, std: FloatArray) -> FloatArray:
    return prepare(images, colour_statistics(images)[0], std)


def _min_and_max(images: Images, mean: FloatArray, std: FloatArray) -> FloatArray:
    low, high = float(images.min()), float(images.max())
    if low == high:
        raise ValueError("what comes out of a division by zero differs from student to student")
    return np.asarray((images.astype(np.float64) - low) / (high - low))


def _wrapped(images: Images, mean: FloatArray, std: FloatArray) -> FloatArray:
    return (images - mean.astype(np.uint8)) / std


_MEAN, _STD = np.array([120.0, 100.5, 90.25]), np.array([60.0, 50.0, 45.5])
_PREPARE_EDGES = [
    Call((np.array([[[[120, 100, 90]]]], dtype=np.uint8), _MEAN, _STD)),
    Call((np.array([[[[0, 0, 0]]], [[[255, 255, 255]]]], dtype=np.uint8), _MEAN, _STD)),
    Call((_ramp(1, 4, 4), _MEAN, _STD)),
    Call((_ramp(3, 2, 4), _MEAN, _STD)),
    Call((_ramp(3, 2, 4), _MEAN[::-1].copy(), _STD[::-1].copy())),
    Call((_ramp(2, 4, 4).astype(np.float32), _MEAN, _STD)),
    Call((_uneven(4, 3, 3), _MEAN, _STD)),
]

PREPARED = Property(
    "prepare",
    st.builds(_prepare_call, _BATCHES, st.binary(min_size=6, max_size=6)),
    prepare,
    scale=_prepare_scale,
    edges=_PREPARE_EDGES,
    mistakes=[
        Mistake(wrong.OWN_STATISTICS, _own),
        Mistake(wrong.OWN_STATISTICS, _own_mean),
        Mistake(wrong.MIN_AND_MAX, _min_and_max),
        Mistake(wrong.SCALED, lambda images, mean, std: (images / 255 - mean) / std),
        Mistake(wrong.SCALED, lambda images, mean, std: images / 255),
        Mistake(wrong.SCALED, lambda images, mean, std: images / 255 - mean / 255),
        Mistake(wrong.MEAN_ONLY, lambda images, mean, std: images - mean),
        Mistake(wrong.DIVIDED_ONLY, lambda images, mean, std: images / std),
        Mistake(wrong.NO_BRACKETS, lambda images, mean, std: images - mean / std),
        Mistake(wrong.SWAPPED, lambda images, mean, std: (images - std) / mean),
        Mistake(wrong.VARIANCE, lambda images, mean, std: (images - mean) / std**2),
        Mistake(wrong.ONE_NUMBER_FOR_ALL, lambda images, mean, std: (images - mean.mean()) / std.mean()),
        Mistake(wrong.ONE_NUMBER_FOR_ALL, lambda images, mean, std: (images - mean[0]) / std[0]),
        Mistake(wrong.BLUE_FIRST, lambda images, mean, std: prepare(images, mean[::-1], std[::-1])),
        Mistake(wrong.UNSIGNED, _wrapped),
        Mistake(wrong.UNSIGNED, lambda images, mean, std: _as_uint8(prepare(images, mean, std))),
        Mistake(wrong.TRUNCATED, lambda images, mean, std: np.trunc(prepare(images, mean, std))),
    ],
    examples=20,
)


def _as_uint8(numbers: FloatArray) -> npt.NDArray[np.uint8]:
    return np.trunc(numbers).astype(np.int64).astype(np.uint8)


PREPARE_UNTOUCHED = Untouched(
    "prepare",
    [_PREPARE_EDGES[0], _PREPARE_EDGES[3], Call((_ramp(2, 3, 4).astype(np.float64), _MEAN, _STD))],
    prepare,
    names=("images", "mean", "std"),
    misconception=wrong.CHANGED_IN_PLACE,
)

# confusion


def _pairs(pairs: Sequence[tuple[int, int]], dtype: str = "int64") -> Call:
    shown, answered = np.array(pairs, dtype=dtype).reshape(-1, 2).T
    return Call((shown.copy(), answered.copy()))


def _rates(y_true: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> FloatArray:
    matrix = confusion(y_true, y_pred)
    rates: FloatArray = matrix / matrix.sum(axis=1, keepdims=True).clip(1)
    return rates


def _once(y_true: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> IntArray:
    return np.minimum(confusion(y_true, y_pred), 1)


def _seen_only(y_true: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> IntArray:
    """Leave out rows and columns of people that do not occur, as scikit-learn does without `labels`."""
    seen = np.union1d(y_true, y_pred).astype(np.int64)
    return confusion(y_true, y_pred)[np.ix_(seen, seen)]


def _crossed(y_true: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> IntArray:
    """Leave out who is never shown, and who is never answered, as pandas does in a cross table."""
    present: IntArray = confusion(y_true, y_pred)[np.ix_(np.unique(y_true), np.unique(y_pred))]
    return present


def _own_rates(y_true: npt.NDArray[Any], y_pred: npt.NDArray[Any]) -> object:
    """Shares of the rows; what stands in rows without any image differs from student to student."""
    return _rates(y_true, y_pred) if len(np.unique(y_true)) == PEOPLE else ANYTHING


_LABEL = st.integers(0, PEOPLE - 1)
CONFUSION = Property(
    "confusion",
    st.builds(_pairs, st.lists(st.tuples(_LABEL, _LABEL), min_size=1, max_size=30)),
    confusion,
    edges=[
        _pairs([(0, 0)]),
        _pairs([(2, 5)]),
        _pairs([(7, 0), (7, 0)]),
        _pairs([(1, 1), (1, 2), (2, 2)]),
        _pairs([(k, k) for k in range(8)]),
        _pairs([(k, (k + 1) % 8) for k in range(8)] * 2, "uint8"),
        _pairs([(k, k * k % 8) for k in range(8)] * 3),
        _pairs([(3, 4)] * 300, "uint8"),
        _pairs([(6, 6)] * 257, "uint8"),
    ],
    mistakes=[
        Mistake(wrong.TRANSPOSED, lambda y_true, y_pred: confusion(y_pred, y_true)),
        Mistake(wrong.TRANSPOSED, lambda y_true, y_pred: _once(y_pred, y_true)),
        Mistake(wrong.ABSENT_PEOPLE, _seen_only),
        Mistake(wrong.ABSENT_PEOPLE, _crossed),
        Mistake(wrong.PAIRS_ONCE, _once),
        Mistake(wrong.RIGHT_ONLY, lambda y_true, y_pred: np.diag(np.diag(confusion(y_true, y_pred)))),
        Mistake(wrong.RIGHT_ONLY, lambda y_true, y_pred: np.diag(confusion(y_true, y_pred))),
        Mistake(wrong.MISTAKES_ONLY, lambda y_true, y_pred: confusion(y_true, y_pred) * (1 - np.eye(PEOPLE))),
        Mistake(wrong.ALL_PAIRS, lambda y_true, y_pred: np.outer(count_people(y_true), count_people(y_pred))),
        Mistake(
            wrong.COUNTER_TOO_SMALL, lambda y_true, y_pred: confusion(y_true, y_pred).astype(y_true.dtype)
        ),
        Mistake(wrong.NORMALISED, _own_rates),
        Mistake(wrong.NORMALISED, lambda y_true, y_pred: confusion(y_true, y_pred) / len(y_true)),
    ],
    examples=20,
)
