"""The inputs with which `conv2d` is tried.

Each check looks at one thing only. All kernels but those of `VALID` are point-symmetric, so a
flipped kernel costs the points of `VALID` and no others. `INTEGERS` and `UNTOUCHED` use square
shapes for the same reason.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from autograder.hidden import manual_convolution_conv2d_mistakes as mistakes
from autograder.hidden import manual_convolution_misconceptions as wrong
from autograder.hidden import manual_convolution_reference as reference
from autograder.hidden.manual_convolution_inputs import (
    HALVES,
    NumberArray,
    call,
    conv_scale,
    data,
    grid,
    side,
    symmetric,
    typed,
    valid_call,
)
from autograder.properties import Property
from autograder.student import Call
from autograder.untouched import Untouched

# conv2d, 'valid'


VALID = Property(
    "conv2d",
    st.builds(valid_call, side(6), side(6), side(4), side(4), data(36), data(16)),
    reference.conv2d,
    scale=conv_scale,
    mistakes=mistakes.VALID,
    edges=[
        call([[3]], [[2]]),
        call([[1, 2]], [[1, 3]]),
        call([[1], [2]], [[1], [3]]),
        call([[1, 2], [3, 4]], [[1]]),
        call([[0.5, 1, 2]], [[1]]),
        call([[1], [2.5], [4]], [[-1]]),
        call([[1, 2], [3, 4]], [[1, 0], [2, 5]]),
        call([[1, 2, 3], [4, 5, 6]], [[1, -1], [2, 0.5]]),
        call([[1, 2, 0], [0, 1, 3], [2, 1, 1]], [[0, 1], [3, 0]]),
        call([[-1, -2, -3, -4, -5]], [[1, 0.5]]),
        call(np.arange(12).reshape(4, 3) / 2, [[1], [2], [4]]),
        call(np.arange(12).reshape(3, 4) - 6, [[1, 2, 4]]),
        typed([[0.5, 1.5], [2, -3]], "float32", [[1, 0.5]], "float32"),
    ],
)


def _stride_call(stride: int, height: int, width: int, h: int, w: int, pixels: bytes, weights: bytes) -> Call:
    image = grid((height, width), pixels, HALVES)
    kernel = symmetric(grid((min(h, height), min(w, width)), weights, HALVES))
    return Call((image, kernel), {"stride": stride})


STRIDE = Property(
    "conv2d",
    st.builds(_stride_call, st.integers(2, 5), side(7), side(7), side(3), side(3), data(49), data(9)),
    reference.conv2d,
    scale=conv_scale,
    mistakes=mistakes.STRIDE,
    edges=[
        call([[3]], [[2]], stride=2),
        call([[1, 2]], [[2]], stride=2),
        call([[1], [2]], [[2]], stride=2),
        call([[1, 2], [3, 4]], [[1]], stride=2),
        call([[1, 2, 4]], [[1]], stride=2),
        call([[1], [2], [4]], [[1]], stride=2),
        call([[1, 2, 4, 8]], [[1, 1]], stride=2),
        call(np.arange(9).reshape(3, 3), [[1]], stride=2),
        call(np.arange(9).reshape(3, 3) / 2, [[1, 2], [2, 1]], stride=9),
        call(np.arange(16).reshape(4, 4), [[1]], stride=3),
        call(np.arange(35).reshape(5, 7) / 2, [[1, 2], [2, 1]], stride=3),
    ],
)

_INT_DTYPES = ("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64")


def _int_values(dtype: str, *, kernel: bool) -> NumberArray:
    """Small and extreme integers of a type; of long types only what int64 and float64 can add up."""
    limits = np.iinfo(dtype)
    most = min(limits.max, 300 if kernel else 2**40)
    values = [1, 0, 2, 3, 5, most, most - 1, most // 2, 7, 100]
    if limits.min < 0:
        values += [-1, -2, max(limits.min, -most - 1), -7]
    return np.array(values, dtype=dtype)


def _int_call(dtype: str, weight: str, side: int, k: int, pixels: bytes, weights: bytes) -> Call:
    image = grid((side, side), pixels, _int_values(dtype, kernel=False))
    weight = dtype if weight == "same" else weight
    values = HALVES[1:9] if weight == "float64" else _int_values(weight, kernel=True)
    kernel = symmetric(grid((min(k, side), min(k, side)), weights, values))
    return Call((image, kernel))


INTEGERS = Property(
    "conv2d",
    st.builds(
        _int_call,
        st.sampled_from(_INT_DTYPES),
        st.sampled_from(["float64", "same", "int8"]),
        side(4),
        side(2),
        data(16),
        data(4),
    ),
    reference.conv2d,
    scale=conv_scale,
    mistakes=mistakes.INTEGERS,
    edges=[
        typed([[1]], "uint8", [[0.5]], "float64"),
        typed([[3]], "int64", [[0.5]], "float64"),
        typed([[3]], "int8", [[-0.5]], "float32"),
        typed([[255]], "uint8", [[3]], "uint8"),
        typed([[1, 2], [3, 200]], "uint8", [[-1]], "int8"),
        typed([[100]], "int8", [[100]], "int8"),
        typed([[-128]], "int8", [[-128]], "int8"),
        typed([[200, 255], [255, 100]], "uint8", [[1, 1], [1, 1]], "uint8"),
        typed([[65535]], "uint16", [[2]], "uint16"),
        typed([[2**15 - 1]], "int16", [[2]], "int16"),
        typed([[2**31 - 1]], "int32", [[2]], "int32"),
        typed([[2**32 - 1]], "uint32", [[2]], "uint32"),
        typed([[1, 2], [3, 2**40]], "int64", [[2]], "int64"),
        typed([[1, 2], [3, 2**40]], "uint64", [[0.5]], "float64"),
        typed([[1, 2], [3, 4]], "uint64", [[2]], "uint64"),
    ],
    examples=25,
)

_SQUARE_INPUTS = [
    call([[2]], [[3]]),
    call([[-2]], [[-3]]),
    call([[1, -2], [3, -4]], [[2]]),
    call([[1, -2], [3, -4]], [[1, -2], [0.5, -3]]),
    call(np.arange(9).reshape(3, 3) - 4.5, [[1, -2], [0.5, -3]]),
    call(np.arange(25).reshape(5, 5) - 12.5, np.arange(9).reshape(3, 3) - 3),
]

UNTOUCHED = Untouched(
    "conv2d",
    _SQUARE_INPUTS,
    reference.conv2d,
    names=("image", "kernel"),
    misconception=wrong.CHANGED_IN_PLACE,
)

# conv2d, 'same'


def _same_odd_call(height: int, width: int, h: int, w: int, pixels: bytes, weights: bytes) -> Call:
    image = grid((height, width), pixels, HALVES)
    kernel = symmetric(grid((2 * h - 1, 2 * w - 1), weights, HALVES))
    return Call((image, kernel), {"padding": "same"})


SAME_ODD = Property(
    "conv2d",
    st.builds(_same_odd_call, side(5), side(5), side(3), side(3), data(25), data(25)),
    reference.conv2d,
    scale=conv_scale,
    mistakes=mistakes.SAME_ODD,
    edges=[
        call([[2]], [[1, 3, 1]], padding="same"),
        call([[2]], [[1], [3], [1]], padding="same"),
        call([[1, 2]], [[1, 3, 1]], padding="same"),
        call([[1], [2]], [[1], [3], [1]], padding="same"),
        call([[1, 2], [3, 4]], [[1.5]], padding="same"),
        call([[1, 2, 4]], [[1, 3, 1]], padding="same"),
        call([[1, 2], [3, 5]], [[1, 2, 0], [3, 4, 3], [0, 2, 1]], padding="same"),
        call(np.arange(1, 13).reshape(3, 4), [[1, 2, 0], [3, 4, 3], [0, 2, 1]], padding="same"),
        call(np.arange(12).reshape(4, 3) - 5.5, [[1, 2, 4, 2, 1]], padding="same"),
        call([[1, 2], [3, 4]], np.ones((5, 3)), padding="same"),
    ],
)


def _same_any_call(
    stride: int, height: int, width: int, h: int, w: int, pixels: bytes, weights: bytes
) -> Call:
    if stride == 1 and h % 2 and w % 2:
        w += 1
    image = grid((height, width), pixels, HALVES)
    kernel = symmetric(grid((h, w), weights, HALVES))
    return Call((image, kernel), {"stride": stride, "padding": "same"})


SAME_ANY = Property(
    "conv2d",
    st.builds(_same_any_call, st.integers(1, 4), side(6), side(6), side(5), side(5), data(36), data(30)),
    reference.conv2d,
    scale=conv_scale,
    mistakes=mistakes.SAME_ANY,
    edges=[
        call([[2]], [[3, 3]], padding="same"),
        call([[1, 2]], [[3, 3]], padding="same"),
        call([[1], [2]], [[3], [3]], padding="same"),
        call([[1, 2]], [[1]], stride=2, padding="same"),
        call([[1], [2]], [[1]], stride=2, padding="same"),
        call([[1, 2], [3, 4]], [[1]], stride=2, padding="same"),
        call([[1, 2], [3, 4]], [[1, 2], [2, 1]], stride=1, padding="same"),
        call([[1, 2, 4]], [[1, 3, 1]], stride=2, padding="same"),
        call([[1, 2, 4, 8]], [[1, 3, 1]], stride=2, padding="same"),
        call([[1, 2, 4, 8]], [[1, 3, 1]], stride=3, padding="same"),
        call([[1, 2, 4, 8]], [[3, 3]], stride=7, padding="same"),
        call([[1], [2], [4], [8]], [[1], [3], [1]], stride=2, padding="same"),
        call(np.arange(30).reshape(5, 6) / 2, [[1, 2], [2, 1]], stride=2, padding="same"),
        call(np.arange(24).reshape(6, 4) - 12, np.ones((4, 3)), stride=3, padding="same"),
        call([[1, 2], [3, 4]], np.ones((4, 4)), padding="same"),
        call([[1, 2], [3, 4]], np.ones((4, 5)), stride=2, padding="same"),
        call([[1, 2, 0], [0, 1, 3], [2, 1, 1]], [[1, 2], [2, 1]], padding="same"),
        call(np.arange(16).reshape(4, 4), [[1, 2, 0], [3, 4, 3], [0, 2, 1]], stride=2, padding="same"),
        call(np.arange(25).reshape(5, 5) / 2, [[1, 2, 0], [3, 4, 3], [0, 2, 1]], stride=3, padding="same"),
    ],
)
