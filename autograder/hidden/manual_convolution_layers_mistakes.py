"""The functions of manual_convolution other than `conv2d` as students with a misconception write them.

Each list goes with one hidden test. Where several lists or entries share a misconception, they are
different ways to write down the same wrong idea.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from autograder.hidden import manual_convolution_misconceptions as wrong
from autograder.hidden.manual_convolution_conv2d_mistakes import kept_as
from autograder.hidden.manual_convolution_reference import (
    FloatArray,
    avg_pool2d,
    conv2d,
    conv2d_multi,
    find_curve,
    max_pool2d,
    output_size,
    paddings,
    relu,
)
from autograder.properties import ANYTHING, Mistake

IntArray = npt.NDArray[np.integer[Any]]

RELU = [
    Mistake(wrong.NOT_EACH_NUMBER, lambda x: np.max(x, axis=0)),
    Mistake(wrong.NOT_EACH_NUMBER, lambda x: np.max(x)),
    Mistake(wrong.NOT_EACH_NUMBER, lambda x: max(0, x) if x.size == 1 else ANYTHING),
    Mistake(wrong.NOT_EACH_NUMBER, lambda x: max(x, 0) if x.size == 1 else ANYTHING),
    *(
        Mistake(wrong.CUT_ABOVE, lambda x, most=most: np.clip(x.astype(np.float64), 0, most))
        for most in (1, 6, 255)
    ),
    Mistake(wrong.ABSOLUTE_VALUE, np.abs),
    Mistake(wrong.RELU_WRONG_SIDE, lambda x: np.minimum(x, 0)),
    *(
        Mistake(wrong.LEAKY_RELU, lambda x, slope=slope: np.where(x > 0, x, slope * x))
        for slope in (0.01, 0.1, 0.2, 0.3)
    ),
    Mistake(wrong.STEP_FOR_RELU, lambda x: x > 0),
    Mistake(wrong.NEGATIVES_DROPPED, lambda x: x[x > 0]),
    Mistake(wrong.NEGATIVES_DROPPED, lambda x: x[x >= 0]),
    Mistake(wrong.RELU_SKIPPED, lambda x: x),
    Mistake(wrong.INTEGER_TRUNCATION, lambda x: np.trunc(relu(x))),
    # np.vectorize takes the type of the first result for all
    Mistake(wrong.INTEGER_TRUNCATION, lambda x: np.vectorize(lambda v: v if v > 0 else 0)(x)),
    Mistake(wrong.INTEGER_OVERFLOW, lambda x: (x + np.abs(x)) / 2),
]


def _pooling(
    reduce: Callable[..., Any], extra: Callable[[int, int], int] = lambda window, step: 0
) -> Callable[..., object]:
    """Make a pooling with any function.

    `extra` says how many places more than those of complete windows are visited, from the window's
    side and the step.
    """

    def answer(x: npt.ArrayLike, window: int = 2, stride: int | None = None) -> FloatArray:
        x = np.asarray(x, dtype=np.float64)
        step = window if stride is None else stride
        rows, cols = (range(0, n - window + 1 + extra(window, step), step) for n in x.shape)
        return np.array([[reduce(x[r : r + window, c : c + window]) for c in cols] for r in rows])

    return answer


def _zero_padded(pool: Callable[..., FloatArray]) -> Callable[..., object]:
    """Make a pooling that fills incomplete windows with zeros."""

    def answer(x: FloatArray, window: int = 2, stride: int | None = None) -> FloatArray:
        step = window if stride is None else stride
        border = [(0, -(n - window) % step) for n in x.shape]
        return pool(np.pad(x, border), window, stride)

    return answer


def _one_way(pool: Callable[..., FloatArray]) -> list[Callable[..., object]]:
    """Make poolings that follow the stride in one direction; in the other they go by the window or by 1."""
    return [
        lambda x, window, stride: pool(x, window, 1)[::stride, ::window],
        lambda x, window, stride: pool(x, window, 1)[::window, ::stride],
        lambda x, window, stride: pool(x, window, 1)[::stride],
        lambda x, window, stride: pool(x, window, 1)[:, ::stride],
    ]


def _counted_by_stride(reduce: Callable[..., Any]) -> Callable[..., object]:
    """Make a pooling with n // stride rows or columns for n, the last windows cut off by the border."""

    def answer(x: FloatArray, window: int = 2, stride: int | None = None) -> FloatArray:
        step = window if stride is None else stride
        rows, cols = (range(0, n // step * step, step) for n in x.shape)
        return np.array([[reduce(x[r : r + window, c : c + window]) for c in cols] for r in rows])

    return answer


def _reshaped(reduce: Callable[..., Any]) -> Callable[..., object]:
    """Make a pooling that takes window * window numbers in a row for a window."""

    def answer(x: FloatArray, window: int = 2) -> FloatArray:
        rows, cols = (n // window for n in x.shape)
        whole = x[: rows * window, : cols * window]
        return np.asarray(reduce(whole.reshape(rows, cols, window * window), axis=2))

    return answer


def _sum_in_type_of_map(x: npt.NDArray[Any], window: int = 2) -> FloatArray:
    """Add up as Python's ``sum`` does: in the type of the first number."""
    windows = sliding_window_view(x, (window, window))[::window, ::window]
    result: FloatArray = windows.sum(axis=(2, 3), dtype=x.dtype) / window**2
    return result


def _max_from_zero(x: FloatArray, window: int = 2, stride: int | None = None) -> FloatArray:
    return np.maximum(max_pool2d(x, window, stride), 0)


def _cut_twice(reduce: Callable[..., Any]) -> Callable[..., object]:
    def answer(x: FloatArray, window: int = 2, stride: int | None = None) -> FloatArray:
        step = window if stride is None else stride
        rows, cols = (range(0, n - window + 1, step) for n in x.shape)
        patches = [[x[r : r + window][c : c + window] for c in cols] for r in rows]
        if not all(patch.size for row in patches for patch in row):
            raise ValueError("some functions stop where nothing is left, some give nan")
        return np.array([[reduce(patch) for patch in row] for row in patches])

    return answer


def _same_row(pool: Callable[..., FloatArray]) -> Callable[..., object]:
    def answer(x: FloatArray, window: int = 2, stride: int | None = None) -> FloatArray:
        result = pool(x, window, stride)
        return np.broadcast_to(result[-1], result.shape)

    return answer


_MAX = [
    Mistake(wrong.MEAN_FOR_MAX, avg_pool2d),
    Mistake(wrong.MIN_FOR_MAX, _pooling(np.min)),
    Mistake(wrong.BORDER_KEPT, _pooling(np.max, lambda window, step: min(window, step) - 1)),
    Mistake(wrong.BORDER_KEPT, _pooling(np.max, lambda window, step: window - 1)),
    Mistake(wrong.BORDER_KEPT, _zero_padded(max_pool2d)),
    Mistake(wrong.MAP_TRANSPOSED, lambda x, **options: max_pool2d(x, **options).T),
    Mistake(wrong.FIRST_OF_WINDOW, _pooling(lambda patch: patch[0, 0])),
    Mistake(wrong.SLICED_TWICE, _cut_twice(np.max)),
    Mistake(wrong.SAME_ROW, _same_row(max_pool2d)),
    Mistake(wrong.INTEGER_TRUNCATION, lambda x, **options: np.trunc(max_pool2d(x, **options))),
]
MAX_DEFAULT = [
    *_MAX,
    Mistake(wrong.MAX_FROM_ZERO, _max_from_zero),
    Mistake(wrong.ABSOLUTE_FOR_MAX, _pooling(lambda patch: np.abs(patch).max())),
    Mistake(wrong.ABSOLUTE_FOR_MAX, _pooling(lambda patch: patch.flat[np.abs(patch).argmax()])),
    Mistake(wrong.STRIDE_IS_ONE, lambda x, window=2: max_pool2d(x, window, 1)),
    Mistake(wrong.STRIDE_IS_TWO, lambda x, window=2: max_pool2d(x, window, 2)),
    Mistake(wrong.WINDOW_IGNORED, lambda x, window=2: max_pool2d(x, 2)),
    Mistake(wrong.RESHAPED, _reshaped(np.max)),
]
MAX_STRIDE = [
    Mistake(wrong.STRIDE_IS_WINDOW, lambda x, window, stride: max_pool2d(x, window)),
    *(Mistake(wrong.STRIDE_ONE_WAY, mistake) for mistake in _one_way(max_pool2d)),
    Mistake(wrong.SIZE_FROM_STRIDE, _counted_by_stride(np.max)),
    Mistake(wrong.STRIDE_IS_ONE, lambda x, window, stride: max_pool2d(x, window, 1)),
    Mistake(wrong.STRIDE_FOR_WINDOW, lambda x, window, stride: max_pool2d(x, stride, window)),
    Mistake(wrong.WINDOW_IGNORED, lambda x, window, stride: max_pool2d(x, 2, stride)),
    *_MAX,
]

_AVG = [
    Mistake(wrong.WINDOW_IGNORED, _pooling(lambda patch: np.sum(patch) / 4)),
    Mistake(wrong.MAX_FOR_MEAN, max_pool2d),
    Mistake(wrong.SUM_FOR_MEAN, _pooling(np.sum)),
    Mistake(wrong.ROWS_ADDED, _pooling(lambda patch: sum(patch) / patch.size)),
    Mistake(wrong.MEDIAN_FOR_MEAN, _pooling(np.median)),
    Mistake(wrong.SLICED_TWICE, _cut_twice(np.mean)),
    Mistake(wrong.SAME_ROW, _same_row(avg_pool2d)),
    Mistake(wrong.DIVIDED_BY_SIDE, _pooling(lambda patch: np.sum(patch) / len(patch))),
    Mistake(wrong.BORDER_KEPT, _pooling(np.mean, lambda window, step: min(window, step) - 1)),
    Mistake(wrong.BORDER_KEPT, _pooling(np.mean, lambda window, step: window - 1)),
    Mistake(wrong.BORDER_KEPT, _zero_padded(avg_pool2d)),
    Mistake(wrong.MAP_TRANSPOSED, lambda x, **options: avg_pool2d(x, **options).T),
    Mistake(wrong.INTEGER_TRUNCATION, lambda x, **options: np.trunc(avg_pool2d(x, **options))),
    Mistake(wrong.INTEGER_TRUNCATION, lambda x, **options: np.floor(avg_pool2d(x, **options))),
]
AVG_DEFAULT = [
    *_AVG,
    Mistake(
        wrong.INTEGER_TRUNCATION,
        lambda x, window=2: (
            kept_as(x.dtype, avg_pool2d(x, window)) if x.dtype.kind in "iu" else avg_pool2d(x, window)
        ),
    ),
    Mistake(wrong.STRIDE_IS_ONE, lambda x, window=2: avg_pool2d(x, window, 1)),
    Mistake(wrong.STRIDE_IS_TWO, lambda x, window=2: avg_pool2d(x, window, 2)),
    Mistake(wrong.WINDOW_IGNORED, lambda x, window=2: avg_pool2d(x, 2)),
    Mistake(wrong.RESHAPED, _reshaped(np.mean)),
    Mistake(wrong.INTEGER_OVERFLOW, _sum_in_type_of_map),
]
AVG_STRIDE = [
    Mistake(wrong.STRIDE_IS_WINDOW, lambda x, window, stride: avg_pool2d(x, window)),
    *(Mistake(wrong.STRIDE_ONE_WAY, mistake) for mistake in _one_way(avg_pool2d)),
    Mistake(wrong.SIZE_FROM_STRIDE, _counted_by_stride(np.mean)),
    Mistake(wrong.STRIDE_IS_ONE, lambda x, window, stride: avg_pool2d(x, window, 1)),
    Mistake(wrong.STRIDE_FOR_WINDOW, lambda x, window, stride: avg_pool2d(x, stride, window)),
    Mistake(wrong.WINDOW_IGNORED, lambda x, window, stride: avg_pool2d(x, 2, stride)),
    *_AVG,
]


def _per_channel(image: FloatArray, kernels: FloatArray) -> FloatArray:
    """Return all maps before they are added, shape (rows, columns, C_in, C_out)."""
    parts = [conv2d_multi(image[:, :, [c]], kernels[:, :, [c]], 0) for c in range(image.shape[2])]
    return np.stack(parts, axis=2)


def _flatten(maps: FloatArray) -> FloatArray:
    return maps.reshape(*maps.shape[:2], -1)


def _swap_axes(kernels: FloatArray) -> FloatArray:
    if kernels.shape[2] != kernels.shape[3]:
        raise ValueError("stops in more than one way")
    return kernels.swapaxes(2, 3)


def _reshaped_kernels(kernels: FloatArray) -> FloatArray:
    """Bring the kernels' numbers into PyTorch's order of the axes without moving them."""
    h, w, c_in, c_out = kernels.shape
    return kernels.reshape(c_out, c_in, h, w).transpose(2, 3, 1, 0)


def _kept_if_integer(dtype: np.dtype[Any], exact: FloatArray) -> npt.NDArray[Any]:
    return kept_as(dtype, exact) if dtype.kind in "iu" else exact


def _multi_wraps(*, sums_too: bool) -> Callable[..., object]:
    """Make a convolution that multiplies, and perhaps adds, in the type of image and kernels."""

    def answer(image: npt.NDArray[Any], kernels: npt.NDArray[Any], bias: FloatArray) -> FloatArray:
        windows = sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
        products = windows[..., None] * kernels.transpose(2, 0, 1, 3)
        sums = products.sum(axis=(2, 3, 4), dtype=products.dtype if sums_too else None)
        return np.asarray(sums + bias)

    return answer


def _multi_if_square(image: FloatArray, kernels: FloatArray, bias: FloatArray) -> object:
    """Answer rightly for squares; what a mix-up of height and width gives otherwise has many forms."""
    square = image.shape[0] == image.shape[1] and kernels.shape[0] == kernels.shape[1]
    return conv2d_multi(image, kernels, bias) if square else ANYTHING


def _same_for_valid(image: FloatArray, kernels: FloatArray, bias: FloatArray) -> FloatArray:
    border = [paddings(n, k, 1) for n, k in zip(image.shape[:2], kernels.shape[:2], strict=True)]
    return conv2d_multi(np.pad(image, [*border, (0, 0)]), kernels, bias)


MULTI = [
    Mistake(
        wrong.KERNEL_FLIPPED, lambda image, kernels, bias: conv2d_multi(image, kernels[::-1, ::-1], bias)
    ),
    Mistake(
        wrong.FIRST_CHANNEL,
        lambda image, kernels, bias: conv2d_multi(image[:, :, :1], kernels[:, :, :1], bias),
    ),
    Mistake(
        wrong.LAST_CHANNEL,
        lambda image, kernels, bias: conv2d_multi(image[:, :, -1:], kernels[:, :, -1:], bias),
    ),
    Mistake(
        wrong.RESHAPED,
        lambda image, kernels, bias: conv2d_multi(image, _reshaped_kernels(kernels), bias),
    ),
    Mistake(
        wrong.CHANNELS_AVERAGED,
        lambda image, kernels, bias: conv2d_multi(image, kernels, bias) / image.shape[2],
    ),
    Mistake(wrong.FIRST_KERNEL, lambda image, kernels, bias: conv2d_multi(image, kernels[..., :1], 0)),
    Mistake(
        wrong.FIRST_KERNEL,
        lambda image, kernels, bias: conv2d_multi(image, kernels, 0).sum(axis=2, keepdims=True),
    ),
    Mistake(wrong.FIRST_KERNEL, lambda image, kernels, bias: conv2d_multi(image, kernels, 0)[..., 0]),
    Mistake(wrong.FIRST_KERNEL, lambda image, kernels, bias: conv2d_multi(image, kernels, 0).sum(axis=2)),
    Mistake(wrong.SAME_FOR_VALID, _same_for_valid),
    Mistake(wrong.RELU_APPLIED, lambda image, kernels, bias: relu(conv2d_multi(image, kernels, bias))),
    Mistake(
        wrong.SUM_NOT_RESET, lambda image, kernels, bias: conv2d_multi(image, kernels, bias).cumsum(axis=2)
    ),
    Mistake(wrong.DEPTHWISE, lambda image, kernels, bias: _per_channel(image, kernels)),
    Mistake(wrong.DEPTHWISE, lambda image, kernels, bias: _flatten(_per_channel(image, kernels))),
    Mistake(
        wrong.DEPTHWISE, lambda image, kernels, bias: _flatten(_per_channel(image, kernels).swapaxes(2, 3))
    ),
    Mistake(wrong.AXES_SWAPPED, lambda image, kernels, bias: conv2d_multi(image, _swap_axes(kernels), bias)),
    Mistake(
        wrong.CHANNELS_FIRST,
        lambda image, kernels, bias: conv2d_multi(image, kernels, bias).transpose(2, 0, 1),
    ),
    Mistake(
        wrong.MAP_TRANSPOSED, lambda image, kernels, bias: conv2d_multi(image, kernels, bias).swapaxes(0, 1)
    ),
    Mistake(
        wrong.MEAN_FOR_SUM,
        lambda image, kernels, bias: conv2d_multi(image, kernels, bias) / kernels[..., 0].size,
    ),
    Mistake(
        wrong.INTEGER_TRUNCATION, lambda image, kernels, bias: np.trunc(conv2d_multi(image, kernels, bias))
    ),
    Mistake(
        wrong.INTEGER_TRUNCATION,
        lambda image, kernels, bias: _kept_if_integer(image.dtype, conv2d_multi(image, kernels, bias)),
    ),
    Mistake(wrong.INTEGER_OVERFLOW, _multi_wraps(sums_too=False)),
    Mistake(wrong.INTEGER_OVERFLOW, _multi_wraps(sums_too=True)),
    Mistake(wrong.SQUARE_ONLY, _multi_if_square),
]


def _bias_times(times: Callable[[FloatArray], float]) -> Callable[..., object]:
    def answer(image: FloatArray, kernels: FloatArray, bias: FloatArray) -> FloatArray:
        return conv2d_multi(image, kernels, times(kernels) * bias)

    return answer


BIAS = [
    Mistake(wrong.BIAS_MISSING, _bias_times(lambda kernels: 0)),
    Mistake(wrong.BIAS_PER_CHANNEL, _bias_times(lambda kernels: kernels.shape[2])),
    Mistake(wrong.BIAS_SUBTRACTED, _bias_times(lambda kernels: -1)),
    Mistake(wrong.BIAS_MULTIPLIED, lambda image, kernels, bias: conv2d_multi(image, kernels, 0) * bias),
    Mistake(wrong.BIAS_PER_WEIGHT, _bias_times(lambda kernels: kernels[..., 0].size)),
    Mistake(wrong.BIAS_PER_WEIGHT, _bias_times(lambda kernels: kernels[..., 0, 0].size)),
    Mistake(wrong.RELU_APPLIED, lambda image, kernels, bias: relu(conv2d_multi(image, kernels, bias))),
    Mistake(wrong.ONE_BIAS, lambda image, kernels, bias: conv2d_multi(image, kernels, 0) + bias[0]),
    Mistake(wrong.ONE_BIAS, lambda image, kernels, bias: conv2d_multi(image, kernels, 0) + bias.sum()),
    Mistake(
        wrong.SUM_NOT_RESET, lambda image, kernels, bias: conv2d_multi(image, kernels, bias).cumsum(axis=2)
    ),
]

SIZE_VALID = [
    Mistake(wrong.NOT_WHOLE, lambda n, k, stride=1, padding="valid": (n - k) / stride + 1),
    Mistake(wrong.ROUNDED_UP, lambda n, k, stride=1, padding="valid": -(-(n - k) // stride) + 1),
    Mistake(wrong.ROUNDED_NEAREST, lambda n, k, stride=1, padding="valid": round((n - k) / stride) + 1),
    Mistake(wrong.OFF_BY_ONE, lambda n, k, stride=1, padding="valid": (n - k) // stride),
    Mistake(wrong.OFF_BY_ONE, lambda n, k, stride=1, padding="valid": (n - k + 1) // stride),
    Mistake(wrong.OFF_BY_ONE, lambda n, k, stride=1, padding="valid": (n - k) // stride + 2),
    Mistake(wrong.STRIDE_IGNORED, lambda n, k, stride=1, padding="valid": n - k + 1),
    Mistake(wrong.SAME_FOR_VALID, lambda n, k, stride=1, padding="valid": -(-n // stride)),
    Mistake(
        wrong.SAME_FOR_VALID,
        lambda n, k, stride=1, padding="": output_size(n, k, stride, "same" if padding else "valid"),
    ),
]

SIZE_SAME = [
    Mistake(wrong.ROUNDED_DOWN, lambda n, k, stride=1, padding="same": n // stride),
    Mistake(wrong.SAME_ROUNDED_NEAREST, lambda n, k, stride=1, padding="same": round(n / stride)),
    Mistake(wrong.NOT_WHOLE, lambda n, k, stride=1, padding="same": n / stride),
    Mistake(
        wrong.PADDING_SYMMETRIC, lambda n, k, stride=1, padding="same": (n + 2 * (k // 2) - k) // stride + 1
    ),
    Mistake(
        wrong.PADDING_SYMMETRIC,
        lambda n, k, stride=1, padding="same": (n + 2 * ((k - 1) // 2) - k) // stride + 1,
    ),
    Mistake(wrong.STRIDE_IGNORED, lambda n, k, stride=1, padding="same": n),
    Mistake(wrong.VALID_FOR_SAME, lambda n, k, stride=1, padding="same": _places(n, k, stride)),
    Mistake(wrong.OFF_BY_ONE, lambda n, k, stride=1, padding="same": n // stride + 1),
]


def _places(n: int, k: int, stride: int) -> int:
    if k > n:
        raise ValueError("there is no place for the kernel")
    return output_size(n, k, stride)


PARAMETERS = [
    Mistake(wrong.BIAS_NOT_COUNTED, lambda h, w, c_in, c_out: h * w * c_in * c_out),
    Mistake(wrong.BIAS_COUNTED_PER_CHANNEL, lambda h, w, c_in, c_out: (h * w + 1) * c_in * c_out),
    Mistake(wrong.ONE_BIAS_COUNTED, lambda h, w, c_in, c_out: h * w * c_in * c_out + 1),
    Mistake(wrong.ONE_KERNEL, lambda h, w, c_in, c_out: h * w * c_in + 1),
    Mistake(wrong.CHANNELS_NOT_COUNTED, lambda h, w, c_in, c_out: (h * w + 1) * c_out),
    Mistake(wrong.BIAS_COUNTED_PER_CHANNEL, lambda h, w, c_in, c_out: h * w * c_in * c_out + c_in),
]


def _place(values: FloatArray) -> tuple[int, int]:
    row, col = np.unravel_index(np.argmax(values), values.shape)
    return int(row), int(col)


def _search_from_zero(image: FloatArray, kernel: FloatArray) -> object:
    """Find only positive responses; what stays if there is none differs from student to student."""
    return find_curve(image, kernel) if conv2d(image, kernel).max() > 0 else ANYTHING


FIND_CURVE = [
    Mistake(wrong.ROW_COL_SWAPPED, lambda image, kernel: find_curve(image, kernel)[::-1]),
    Mistake(
        wrong.CENTRE, lambda image, kernel: np.add(find_curve(image, kernel), [n // 2 for n in kernel.shape])
    ),
    Mistake(
        wrong.OTHER_CORNER,
        lambda image, kernel: np.add(find_curve(image, kernel), np.subtract(kernel.shape, 1)),
    ),
    Mistake(wrong.SEARCH_FROM_ZERO, _search_from_zero),
    Mistake(
        wrong.WIDTH_OF_IMAGE,
        lambda image, kernel: np.unravel_index(np.argmax(conv2d(image, kernel)), image.shape),
    ),
    Mistake(wrong.SMALLEST, lambda image, kernel: find_curve(image, -kernel)),
    Mistake(wrong.LARGEST_ABSOLUTE, lambda image, kernel: _place(np.abs(conv2d(image, kernel)))),
    Mistake(wrong.KERNEL_FLIPPED, lambda image, kernel: find_curve(image, kernel[::-1, ::-1])),
    Mistake(wrong.BRIGHTEST_PATCH, lambda image, kernel: find_curve(image, np.ones_like(kernel))),
    Mistake(wrong.BRIGHTEST_PIXEL, lambda image, kernel: _place(image)),
    Mistake(wrong.SAME_FOR_VALID, lambda image, kernel: _place(conv2d(image, kernel, padding="same"))),
    Mistake(wrong.COUNTED_FROM_ONE, lambda image, kernel: np.add(find_curve(image, kernel), 1)),
    Mistake(wrong.FLAT_INDEX, lambda image, kernel: np.argmax(conv2d(image, kernel))),
]
