"""The inputs with which the functions of manual_convolution other than `conv2d` are tried.

`BIAS` takes a black image, an empty kernel or a single weight, where nothing but the bias can go
wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.comparison import FloatArray
from autograder.hidden import manual_convolution_layers_mistakes as mistakes
from autograder.hidden import manual_convolution_misconceptions as wrong
from autograder.hidden import manual_convolution_reference as reference
from autograder.hidden.manual_convolution_inputs import (
    HALVES,
    POSITIVE,
    NumberArray,
    call,
    data,
    grid,
    pool_scale,
    side,
    valid_call,
)
from autograder.properties import Property
from autograder.student import Call
from autograder.untouched import Untouched

# relu


def _array_call(shape: list[int], data: bytes) -> Call:
    return Call((grid(tuple(shape), data, HALVES),))


RELU = Property(
    "relu",
    st.builds(_array_call, st.lists(side(3), min_size=1, max_size=4), data(81)),
    reference.relu,
    scale=pool_scale,
    mistakes=mistakes.RELU,
    edges=[
        call([0]),
        call([-2]),
        call([3]),
        call([1, -1]),
        call([-0.5, 2.5, -3]),
        call([[-7]]),
        call([[1, -2], [-3, 4]]),
        call([[[1, -2]], [[-3, 0.5]]]),
        call(np.arange(16).reshape(2, 2, 2, 2) - 7.5),
        call([300]),
        call([[1000.5, -1000]]),
        Call((np.array([-5, 0, 5]),)),
        Call((np.array([[3, 200]], dtype=np.uint8),)),
        Call((np.array([[100, -100, 7]], dtype=np.int8),)),
        Call((np.array([[-1.5, 1.5]], dtype=np.float32),)),
    ],
    examples=20,
)

RELU_UNTOUCHED = Untouched(
    "relu",
    [
        call([-1]),
        call([2, -3]),
        call([[1, -2], [-3, 4]]),
        Call((np.array([[5, -6]]),)),
        call(np.arange(8).reshape(2, 2, 2) - 4),
    ],
    reference.relu,
    names=("x",),
    misconception=wrong.CHANGED_IN_PLACE,
)

# pooling


def _pool_call(window: int, height: int, width: int, data: bytes) -> Call:
    x = grid((max(height, window), max(width, window)), data, HALVES)
    return Call((x,), {} if window == 2 else {"window": window})


def _pool_stride_call(stride: int, window: int, height: int, width: int, data: bytes) -> Call:
    stride += stride >= window  # any stride but the window's side
    x = grid((max(height, window), max(width, window)), data, POSITIVE)
    return Call((x,), {"window": window, "stride": stride})


_POOL_INPUTS = st.builds(_pool_call, st.sampled_from([2, 3, 1, 4]), side(7), side(7), data(49))
_POOL_STRIDE_INPUTS = st.builds(_pool_stride_call, side(4), side(3), side(7), side(7), data(49))
_POOL_EDGES = [
    call([[1, 2], [3, 5]]),
    call([[-4, -2], [-3, -1]]),
    call([[-1, -2], [-3, -6]]),
    call([[1, 2, 9], [3, 4, 9]]),
    call([[1, 2], [3, 4], [9, 9]]),
    call([[1, 2, 4, 9], [3, 8, 5, 7]]),
    call([[5]], window=1),
    call([[1, -2, 3]], window=1),
    call(np.arange(9).reshape(3, 3) ** 2, window=3),
    call(8 - np.arange(20).reshape(4, 5), window=3),
    call(np.arange(36).reshape(6, 6) % 7 - 6),
    Call((np.array([[1, 2], [3, 5]]),)),
    Call((np.array([[200, 100], [250, 255]], dtype=np.uint8),)),
    Call((np.array([[90, 80], [120, 62]], dtype=np.uint8),)),
    Call((np.array([[-1, -2], [-3, -5]], dtype=np.int8),)),
    Call((np.array([[0.5, 2], [3, 5]], dtype=np.float32),)),
]
_POOL_STRIDE_EDGES = [
    call([[1, 2], [3, 5]], window=1, stride=2),
    call([[1, 2, 4], [3, 5, 9]], window=2, stride=1),
    call([[1, 2], [3, 5], [4, 9]], window=2, stride=1),
    call(np.arange(9).reshape(3, 3), window=2, stride=1),
    call(np.arange(20).reshape(4, 5), window=2, stride=3),
    call(np.arange(25).reshape(5, 5) % 7, window=3, stride=2),
    call(np.arange(30).reshape(5, 6) % 11, window=3, stride=1),
    call([[1, 2], [3, 5]], window=2, stride=9),
]

MAX_DEFAULT = Property(
    "max_pool2d",
    _POOL_INPUTS,
    reference.max_pool2d,
    scale=pool_scale,
    mistakes=mistakes.MAX_DEFAULT,
    edges=_POOL_EDGES,
    examples=20,
)
MAX_STRIDE = Property(
    "max_pool2d",
    _POOL_STRIDE_INPUTS,
    reference.max_pool2d,
    scale=pool_scale,
    mistakes=mistakes.MAX_STRIDE,
    edges=_POOL_STRIDE_EDGES,
    examples=20,
)
AVG_DEFAULT = Property(
    "avg_pool2d",
    _POOL_INPUTS,
    reference.avg_pool2d,
    scale=pool_scale,
    mistakes=mistakes.AVG_DEFAULT,
    edges=_POOL_EDGES,
    examples=20,
)
AVG_STRIDE = Property(
    "avg_pool2d",
    _POOL_STRIDE_INPUTS,
    reference.avg_pool2d,
    scale=pool_scale,
    mistakes=mistakes.AVG_STRIDE,
    edges=_POOL_STRIDE_EDGES,
    examples=20,
)

# conv2d_multi


def _multi_scale(image: NumberArray, kernels: NumberArray, bias: NumberArray) -> float:
    return float(np.abs(image).max() * np.abs(kernels).sum(axis=(0, 1, 2)).max() + np.abs(bias).max())


def _multi_call(
    height: int, width: int, h: int, w: int, c_in: int, c_out: int, pixels: bytes, weights: bytes
) -> Call:
    image = grid((height, width, c_in), pixels, HALVES)
    kernels = grid((min(h, height), min(w, width), c_in, c_out), weights, HALVES)
    return Call((image, kernels, np.zeros(c_out)))


def _ramp(*shape: int, start: float = 1) -> FloatArray:
    return np.arange(np.prod(shape), dtype=np.float64).reshape(shape) + start


_INTEGER_IMAGES = [
    (np.array([[[3]]], dtype=np.uint8), np.array([[[[0.5]]]])),
    (np.array([[[1, 3]]]), np.array([[[[2.0], [0.5]]]])),
    (np.array([[[200]]], dtype=np.uint8), np.array([[[[2]]]], dtype=np.uint8)),
    (np.array([[[100, 50]]], dtype=np.int8), np.array([[[[2, 1], [1, -3]]]], dtype=np.int8)),
]

MULTI = Property(
    "conv2d_multi",
    st.builds(_multi_call, side(4), side(4), side(3), side(3), side(3), side(3), data(48), data(81)),
    reference.conv2d_multi,
    scale=_multi_scale,
    mistakes=mistakes.MULTI,
    edges=[
        call([[[3]]], [[[[2]]]], [0]),
        call([[[1, 2]]], [[[[1], [3]]]], [0]),
        call([[[2]]], [[[[1, 3]]]], [0, 0]),
        call([[[1, 2]]], [[[[1, 3], [5, 7]]]], [0, 0]),
        call([[[1], [2]]], [[[[1]], [[3]]]], [0]),
        call([[[1], [2]], [[3], [4]]], [[[[1]]]], [0]),
        call(_ramp(1, 2, 2), _ramp(1, 2, 2, 1), [0]),
        call(_ramp(2, 2, 2), _ramp(1, 1, 2, 2), [0, 0]),
        call(_ramp(3, 4, 2, start=-5), _ramp(2, 3, 2, 3, start=-9) / 2, [0, 0, 0]),
        call(_ramp(4, 3, 3, start=-9), _ramp(2, 2, 3, 3, start=-12) / 2, [0, 0, 0]),
        *(Call((image, kernels, np.zeros(kernels.shape[3]))) for image, kernels in _INTEGER_IMAGES),
    ],
)


def _bias_call(black: bool, side: int, k: int, c_in: int, c_out: int, numbers: bytes, biases: bytes) -> Call:
    k = min(k, side)
    image, kernels = np.zeros((side, side, c_in)), np.zeros((k, k, c_in, c_out))
    if black:
        kernels = grid(kernels.shape, numbers, HALVES)
    else:
        image = grid(image.shape, numbers, HALVES)
    return Call((image, kernels, grid((c_out,), biases, HALVES[1:])))


BIAS = Property(
    "conv2d_multi",
    st.builds(_bias_call, st.booleans(), side(4), side(3), side(3), side(3), data(81), data(3)),
    reference.conv2d_multi,
    scale=_multi_scale,
    mistakes=mistakes.BIAS,
    edges=[
        call([[[0]]], [[[[1]]]], [2]),
        call([[[3]]], [[[[1]]]], [2]),
        call([[[-3]]], [[[[2]]]], [-1.5]),
        call([[[0, 0]]], [[[[1], [1]]]], [2]),
        call([[[0]]], [[[[1, 1]]]], [1, 2]),
        call([[[1], [2]], [[2], [5]]], [[[[3]]]], [0.5]),
        call(np.zeros((2, 2, 3)), np.ones((2, 2, 3, 2)), [3, -4]),
        call(np.ones((3, 3, 2)), np.zeros((2, 2, 2, 3)), [3, -4, 0.5]),
    ],
    examples=20,
)

MULTI_UNTOUCHED = Untouched(
    "conv2d_multi",
    [
        call([[[2]]], [[[[3]]]], [1]),
        call([[[1, -2]]], [[[[-1, 3], [5, -7]]]], [1, -2]),
        call(_ramp(2, 2, 2, start=-3.5), _ramp(2, 2, 2, 2, start=-7.5), [-1, 2]),
        call(_ramp(3, 3, 2, start=-8.5), _ramp(2, 2, 2, 3, start=-11.5), [-1, 2, 0.5]),
    ],
    reference.conv2d_multi,
    names=("image", "kernels", "bias"),
    misconception=wrong.CHANGED_IN_PLACE,
)

# sizes


def _size_call(n: int, k: int, stride: int, *, same: bool) -> Call:
    options: dict[str, Any] = {"stride": stride} if stride > 1 else {}
    if same:
        options["padding"] = "same"
    return Call((n, k if same else min(n, k)), options)


SIZE_VALID = Property(
    "output_size",
    st.builds(_size_call, side(60), side(11), side(6), same=st.just(False)),
    reference.output_size,
    mistakes=mistakes.SIZE_VALID,
    edges=[
        Call((1, 1)),
        Call((5, 2)),
        Call((28, 5)),
        Call((7, 7), {"stride": 3}),
        Call((6, 3), {"stride": 2}),
        Call((7, 3), {"stride": 2}),
        Call((10, 3), {"stride": 4}),
        Call((5, 3), {"stride": 9}),
        Call((4, 2), {"padding": "valid"}),
        Call((5, 3), {"padding": "valid"}),
    ],
)
SIZE_SAME = Property(
    "output_size",
    st.builds(_size_call, side(60), side(11), side(6), same=st.just(True)),
    reference.output_size,
    mistakes=mistakes.SIZE_SAME,
    edges=[
        Call((1, 1), {"padding": "same"}),
        Call((2, 5), {"padding": "same"}),
        Call((28, 4), {"padding": "same"}),
        Call((6, 3), {"stride": 2, "padding": "same"}),
        Call((7, 3), {"stride": 2, "padding": "same"}),
        Call((5, 2), {"stride": 3, "padding": "same"}),
        Call((4, 3), {"stride": 9, "padding": "same"}),
        Call((4, 7), {"stride": 2, "padding": "same"}),
    ],
)
PARAMETERS = Property(
    "parameter_count",
    st.builds(lambda *sizes: Call(sizes), side(7), side(7), side(64), side(64)),
    reference.parameter_count,
    mistakes=mistakes.PARAMETERS,
    edges=[
        Call((1, 1, 1, 1)),
        Call((2, 3, 1, 1)),
        Call((1, 1, 2, 3)),
        Call((3, 3, 1, 32)),
        Call((3, 3, 32, 32)),
    ],
    examples=20,
)

# find_curve


def _has_one_largest(call: Call) -> bool:
    responses = np.sort(reference.conv2d(*call.args).ravel())
    return responses.size == 1 or bool(responses[-1] > responses[-2])


FIND_CURVE = Property(
    "find_curve",
    st.builds(valid_call, side(6), side(6), side(3), side(3), data(36), data(9)).filter(_has_one_largest),
    reference.find_curve,
    mistakes=mistakes.FIND_CURVE,
    edges=[
        call([[2]], [[3]]),
        call([[1, 2]], [[1]]),
        call([[1], [2]], [[1]]),
        call([[0, 5, 9]], [[-1]]),
        call([[3, 1]], [[-1]]),
        call([[5], [2], [4]], [[-0.5]]),
        call([[0, 0, 4], [0, 4, 4]], [[0, 1], [1, 0]]),
        call([[3, 0, 0, 1], [0, 3, 1, 0]], [[1, -1], [-1, 1]]),
        call([[9, 0, 0, 0], [0, 0, 4, 0], [0, 4, 0, 0], [0, 4, 0, 0]], [[0, 1], [1, 0], [1, 0]]),
    ],
)
