"""`conv2d` as students with a misconception write it.

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
from autograder.hidden.manual_convolution_reference import (
    FloatArray,
    conv2d,
    paddings,
)
from autograder.properties import ANYTHING, Mistake

IntArray = npt.NDArray[np.integer[Any]]
NumberArray = npt.NDArray[Any]


def _mean_for_sum(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    return conv2d(image, kernel, **options) / kernel.size


def _matrix_product(transposed: bool) -> Callable[..., object]:
    """Make a convolution with matrix products; some students transpose to make the shapes fit."""

    def answer(image: FloatArray, kernel: FloatArray, stride: int = 1) -> FloatArray:
        windows = sliding_window_view(image, kernel.shape)[::stride, ::stride]
        result: FloatArray = np.sum(windows @ (kernel.T if transposed else kernel), axis=(2, 3))
        return result

    return answer


def _if_square(image: FloatArray, kernel: FloatArray, **options: Any) -> object:
    """Answer rightly for squares; what a mix-up of height and width gives otherwise has many forms."""
    if image.shape[0] == image.shape[1] and kernel.shape[0] == kernel.shape[1]:
        return conv2d(image, kernel, **options)
    return ANYTHING


def _relu_applied(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    return np.maximum(conv2d(image, kernel, **options), 0)


def _last_left_zero(image: FloatArray, kernel: FloatArray) -> FloatArray:
    result = conv2d(image, kernel)
    result[-1, :] = 0
    result[:, -1] = 0
    return result


def _products_wrap(image: IntArray, kernel: NumberArray) -> NumberArray:
    h, w = kernel.shape
    rows, cols = range(image.shape[0] - h + 1), range(image.shape[1] - w + 1)
    return np.array([[np.sum(image[r : r + h, c : c + w] * kernel) for c in cols] for r in rows])


def _all_wraps(image: IntArray, kernel: NumberArray) -> NumberArray:
    return _products_wrap(image, kernel).astype(np.result_type(image, kernel))


def kept_as(dtype: npt.DTypeLike, exact: NumberArray) -> NumberArray:
    """Write results into an array of integers.

    Raises
    ------
    OverflowError
        When a number is too large for the type: it depends on the expression what happens then.
    """
    whole = np.trunc(exact)
    limits = np.iinfo(np.dtype(dtype))
    if np.any(whole < limits.min) or np.any(whole > limits.max):
        raise OverflowError("what is stored depends on the machine")
    return whole.astype(dtype)


def _kept_in_image(image: IntArray, kernel: NumberArray) -> NumberArray:
    return kept_as(image.dtype, _products_wrap(image, kernel))


def _padded(
    image: FloatArray,
    kernel: FloatArray,
    stride: int,
    zeros: Callable[[int, int, int], tuple[int, int]],
    **how: Any,
) -> FloatArray:
    border = [zeros(n, k, stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
    return conv2d(np.pad(image, border, **how), kernel, stride)


def _same(zeros: Callable[[int, int, int], tuple[int, int]], **how: Any) -> Callable[..., object]:
    """Make a 'same' convolution with another rule for the number of zeros."""

    def answer(image: FloatArray, kernel: FloatArray, stride: int = 1, padding: str = "same") -> FloatArray:
        return _padded(image, kernel, stride, zeros, **how)

    return answer


def _rounded_half(n: int, k: int, stride: int) -> tuple[int, int]:
    """Share out the zeros with Python's ``round``, which rounds 0.5 down and 1.5 up."""
    total = sum(paddings(n, k, stride))
    return round(total / 2), total - round(total / 2)


def _dense_then_every(zeros: Callable[[int, int, int], tuple[int, int]]) -> Callable[..., object]:
    """Make a 'same' convolution that computes stride 1 and then keeps every stride-th number."""

    def answer(image: FloatArray, kernel: FloatArray, stride: int = 1, padding: str = "same") -> FloatArray:
        return _padded(image, kernel, 1, zeros)[::stride, ::stride]

    return answer


def _running_sum(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    result = conv2d(image, kernel, **options)
    return np.cumsum(result).reshape(result.shape)


def _running_sum_of_row(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    return np.cumsum(conv2d(image, kernel, **options), axis=1)


def _rows_added(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    """Keep a number for each column of the kernel, as ``sum(patch * kernel)`` does."""
    columns = [np.where(np.arange(kernel.shape[1]) == column, kernel, 0) for column in range(kernel.shape[1])]
    return np.stack([conv2d(image, column, **options) for column in columns], axis=2)


def _same_row(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    result = conv2d(image, kernel, **options)
    result[:] = result[-1]
    return result


def _made_integer(*, kernel_too: bool) -> Callable[..., object]:
    def answer(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
        return conv2d(np.trunc(image), np.trunc(kernel) if kernel_too else kernel, **options)

    return answer


def _last_product(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
    last = np.zeros_like(kernel)
    last[-1, -1] = kernel[-1, -1]
    return conv2d(image, last, **options)


def _returns_after(rows: int | None, cols: int | None) -> Callable[..., object]:
    """Make a convolution that returns when so many rows and columns of its map are written."""

    def answer(image: FloatArray, kernel: FloatArray, **options: Any) -> FloatArray:
        full = conv2d(image, kernel, **options)
        result = np.zeros_like(full)
        result[:rows, :cols] = full[:rows, :cols]
        return result

    return answer


_INPUT_TRUNCATED = [
    Mistake(wrong.INPUT_TRUNCATED, _made_integer(kernel_too=kernel_too)) for kernel_too in (False, True)
]

# What a convolution can get wrong with any stride and padding.
_IN_ANY_CASE = [
    Mistake(wrong.SUM_NOT_RESET, _running_sum),
    Mistake(wrong.SUM_NOT_RESET, _running_sum_of_row),
    Mistake(wrong.ROWS_ADDED, _rows_added),
    Mistake(wrong.SAME_ROW, _same_row),
    Mistake(wrong.DIVIDED_BY_255, lambda image, kernel, **options: conv2d(image / 255, kernel, **options)),
    Mistake(wrong.KERNEL_MIRRORED, lambda image, kernel, **options: conv2d(image, kernel[::-1], **options)),
    Mistake(
        wrong.KERNEL_MIRRORED, lambda image, kernel, **options: conv2d(image, kernel[:, ::-1], **options)
    ),
    Mistake(wrong.LAST_PRODUCT, _last_product),
    Mistake(wrong.RETURN_IN_LOOP, _returns_after(1, None)),
    Mistake(wrong.RETURN_IN_LOOP, _returns_after(1, 1)),
    Mistake(wrong.RETURN_IN_LOOP, lambda image, kernel, **options: conv2d(image, kernel, **options)[:1]),
    Mistake(wrong.RETURN_IN_LOOP, lambda image, kernel, **options: conv2d(image, kernel, **options)[:1, :1]),
]


def _in_image_size(every: bool) -> Callable[..., object]:
    """Make a convolution whose map is as large as the image; `every`: the places keep their distance."""

    def answer(image: FloatArray, kernel: FloatArray, stride: int = 1) -> FloatArray:
        result, full = np.zeros(image.shape), conv2d(image, kernel, stride)
        step = stride if every else 1
        result[: full.shape[0] * step : step, : full.shape[1] * step : step] = full
        return result

    return answer


def _places_rounded_down(image: FloatArray, kernel: FloatArray, stride: int) -> FloatArray:
    rows, cols = ((n - k + 1) // stride for n, k in zip(image.shape, kernel.shape, strict=True))
    return conv2d(image, kernel, stride)[:rows, :cols]


def _same_places_rounded_down(image: FloatArray, kernel: FloatArray, stride: int, padding: str) -> FloatArray:
    border = [paddings(n, k, stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
    return _places_rounded_down(np.pad(image, border), kernel, stride)


def _same_with_size(size: Callable[[int, int], int]) -> Callable[..., object]:
    """Make a 'same' convolution that puts the size `size(n, stride)` into TensorFlow's rule."""

    def zeros(n: int, k: int, stride: int) -> tuple[int, int]:
        total = max((size(n, stride) - 1) * stride + k - n, 0)
        return total // 2, total - total // 2

    def answer(image: FloatArray, kernel: FloatArray, stride: int = 1, padding: str = "same") -> FloatArray:
        rows, cols = (size(n, stride) for n in image.shape)
        return _padded(image, kernel, stride, zeros)[:rows, :cols]

    return answer


def _calculated_in(dtype: type[np.integer[Any]], *, kernel_too: bool) -> Callable[..., object]:
    """Make a convolution that brings integers into a type that is too small for some."""

    def answer(image: IntArray, kernel: NumberArray) -> NumberArray:
        if kernel_too and kernel.dtype.kind in "iu":
            kernel = kernel.astype(dtype)
        return _products_wrap(image.astype(dtype), kernel)

    return answer


def _square(kernel: FloatArray) -> FloatArray:
    if kernel.shape[0] != kernel.shape[1]:
        raise ValueError("stops in more than one way")
    return kernel


def _inside(image: FloatArray, kernel: FloatArray) -> FloatArray:
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("there is no place for the kernel")
    return kernel


def _map_padded(image: FloatArray, kernel: FloatArray, stride: int = 1, padding: str = "same") -> object:
    """Put the map of 'valid' into the middle of zeros; what a larger kernel gives has many forms."""
    if any(k > n for n, k in zip(image.shape, kernel.shape, strict=True)):
        return ANYTHING
    full, size = conv2d(image, kernel, stride), conv2d(image, kernel, stride, "same").shape
    missing = [wanted - n for n, wanted in zip(full.shape, size, strict=True)]
    return np.pad(full, [(zeros // 2, zeros - zeros // 2) for zeros in missing])


def _negative_padding(image: FloatArray, kernel: FloatArray, stride: int, padding: str) -> object:
    """Answer rightly but where fewer zeros than none are needed: pad stops there, slices do not."""
    pairs = zip(image.shape, kernel.shape, strict=True)
    if any((-(-n // stride) - 1) * stride + k < n for n, k in pairs):
        return ANYTHING
    return conv2d(image, kernel, stride, padding)


def _first(full: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    return full[: shape[0], : shape[1]]


def _rounded_up(image: FloatArray, kernel: FloatArray, stride: int) -> FloatArray:
    after = [(0, -(n - k) % stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
    return conv2d(np.pad(image, after), kernel, stride)


VALID = [
    Mistake(wrong.KERNEL_FLIPPED, lambda image, kernel: conv2d(image, kernel[::-1, ::-1])),
    Mistake(wrong.MAP_TRANSPOSED, lambda image, kernel: conv2d(image, kernel).T),
    Mistake(wrong.SAME_FOR_VALID, lambda image, kernel: conv2d(image, kernel, padding="same")),
    Mistake(wrong.INTEGER_TRUNCATION, lambda image, kernel: np.trunc(conv2d(image, kernel))),
    Mistake(wrong.OFF_BY_ONE, lambda image, kernel: conv2d(image, kernel)[:-1, :-1]),
    Mistake(wrong.OFF_BY_ONE, _last_left_zero),
    Mistake(wrong.RELU_APPLIED, _relu_applied),
    *_IN_ANY_CASE,
    *_INPUT_TRUNCATED,
    Mistake(wrong.SIZE_OF_IMAGE, _in_image_size(every=False)),
    Mistake(wrong.MEAN_FOR_SUM, _mean_for_sum),
    Mistake(wrong.MATRIX_PRODUCT, _matrix_product(False)),
    Mistake(wrong.MATRIX_PRODUCT, _matrix_product(True)),
    Mistake(wrong.KERNEL_TRANSPOSED, lambda image, kernel: conv2d(image, kernel.T)),
    Mistake(wrong.KERNEL_TRANSPOSED, lambda image, kernel: conv2d(image, _square(kernel).T)),
    Mistake(wrong.SQUARE_ONLY, _if_square),
]

STRIDE = [
    Mistake(wrong.STRIDE_IGNORED, lambda image, kernel, stride: conv2d(image, kernel)),
    Mistake(wrong.STRIDE_ONE_WAY, lambda image, kernel, stride: conv2d(image, kernel)[::stride]),
    Mistake(wrong.STRIDE_ONE_WAY, lambda image, kernel, stride: conv2d(image, kernel)[:, ::stride]),
    Mistake(
        wrong.STRIDE_SIZE_ONLY,
        lambda image, kernel, stride: _first(conv2d(image, kernel), conv2d(image, kernel, stride).shape),
    ),
    Mistake(wrong.MAP_TRANSPOSED, lambda image, kernel, stride: conv2d(image, kernel, stride).T),
    Mistake(wrong.SAME_FOR_VALID, lambda image, kernel, stride: conv2d(image, kernel, stride, "same")),
    Mistake(wrong.ROUNDED_UP, _rounded_up),
    Mistake(wrong.OFF_BY_ONE, lambda image, kernel, stride: conv2d(image[:-1, :-1], kernel, stride)),
    Mistake(wrong.OFF_BY_ONE, _places_rounded_down),
    *_IN_ANY_CASE,
    *_INPUT_TRUNCATED,
    Mistake(wrong.SIZE_OF_IMAGE, _in_image_size(every=False)),
    Mistake(wrong.SIZE_OF_IMAGE, _in_image_size(every=True)),
    Mistake(wrong.INTEGER_TRUNCATION, lambda image, kernel, stride: np.trunc(conv2d(image, kernel, stride))),
    Mistake(wrong.RELU_APPLIED, _relu_applied),
    Mistake(wrong.MEAN_FOR_SUM, _mean_for_sum),
    Mistake(wrong.MATRIX_PRODUCT, _matrix_product(False)),
    Mistake(wrong.MATRIX_PRODUCT, _matrix_product(True)),
    Mistake(wrong.SQUARE_ONLY, _if_square),
]

INTEGERS = [
    Mistake(wrong.INTEGER_OVERFLOW, _products_wrap),
    Mistake(wrong.INTEGER_OVERFLOW, _all_wraps),
    *(
        Mistake(wrong.INTEGER_OVERFLOW, _calculated_in(dtype, kernel_too=kernel_too))
        for dtype in (np.int16, np.int32)
        for kernel_too in (False, True)
    ),
    Mistake(wrong.INTEGER_TRUNCATION, _kept_in_image),
    Mistake(wrong.INTEGER_TRUNCATION, lambda image, kernel: kept_as(image.dtype, conv2d(image, kernel))),
    Mistake(wrong.INTEGER_TRUNCATION, lambda image, kernel: np.trunc(conv2d(image, kernel))),
    Mistake(wrong.INTEGER_TRUNCATION, lambda image, kernel: np.round(conv2d(image, kernel))),
    Mistake(wrong.RELU_APPLIED, _relu_applied),
    Mistake(wrong.SAME_FOR_VALID, lambda image, kernel: conv2d(image, kernel, padding="same")),
    *_IN_ANY_CASE,
]

SAME_ODD = [
    Mistake(wrong.VALID_FOR_SAME, lambda image, kernel, padding: conv2d(image, _inside(image, kernel))),
    Mistake(wrong.PADDING_ONE_SIDE, _same(lambda n, k, stride: (0, sum(paddings(n, k, stride))))),
    Mistake(wrong.PADDING_ONE_SIDE, _same(lambda n, k, stride: (sum(paddings(n, k, stride)), 0))),
    Mistake(wrong.PADDING_TOO_WIDE, _same(lambda n, k, stride: (k - 1, k - 1))),
    Mistake(wrong.PADDING_TOO_WIDE, _same(lambda n, k, stride: (1, 1))),
    *(
        Mistake(wrong.PADDING_NOT_ZERO, _same(paddings, mode=mode))
        for mode in ("edge", "symmetric", "reflect", "wrap")
    ),
    Mistake(wrong.PADDED_MAP, _map_padded),
    Mistake(wrong.MAP_TRANSPOSED, lambda image, kernel, padding: conv2d(image, kernel, padding="same").T),
    *_IN_ANY_CASE,
    *_INPUT_TRUNCATED,
    Mistake(wrong.RELU_APPLIED, _relu_applied),
    Mistake(wrong.MEAN_FOR_SUM, _mean_for_sum),
    Mistake(
        wrong.INTEGER_TRUNCATION,
        lambda image, kernel, padding: np.trunc(conv2d(image, kernel, padding="same")),
    ),
    Mistake(wrong.SQUARE_ONLY, _if_square),
]

SAME_ANY = [
    Mistake(wrong.STRIDE_IGNORED, lambda image, kernel, stride, padding: conv2d(image, kernel, 1, "same")),
    Mistake(
        wrong.VALID_FOR_SAME,
        lambda image, kernel, stride, padding: conv2d(image, _inside(image, kernel), stride),
    ),
    Mistake(wrong.PADDING_WRONG_SIDE, _same(lambda n, k, stride: paddings(n, k, stride)[::-1])),
    Mistake(wrong.PADDING_WRONG_SIDE, _same(_rounded_half)),
    Mistake(wrong.PADDING_IGNORES_STRIDE, _dense_then_every(lambda n, k, stride: paddings(n, k, 1))),
    Mistake(wrong.PADDING_WRONG_SIDE, _dense_then_every(lambda n, k, stride: paddings(n, k, 1)[::-1])),
    Mistake(wrong.PADDING_TOO_WIDE, _same(lambda n, k, stride: (k // 2, k // 2))),
    Mistake(wrong.PADDING_TOO_WIDE, _same(lambda n, k, stride: (k - 1, k - 1))),
    Mistake(wrong.PADDING_TOO_WIDE, _same(lambda n, k, stride: (1, 1))),
    Mistake(wrong.PADDING_ONE_SIDE, _same(lambda n, k, stride: (0, sum(paddings(n, k, stride))))),
    Mistake(wrong.PADDING_ONE_SIDE, _same(lambda n, k, stride: (sum(paddings(n, k, stride)), 0))),
    Mistake(wrong.PADDING_SYMMETRIC, _same(lambda n, k, stride: ((k - 1) // 2, (k - 1) // 2))),
    *(
        Mistake(wrong.PADDING_NOT_ZERO, _same(paddings, mode=mode))
        for mode in ("edge", "symmetric", "reflect", "wrap")
    ),
    Mistake(wrong.PADDED_MAP, _map_padded),
    Mistake(wrong.OFF_BY_ONE, _same_places_rounded_down),
    Mistake(wrong.PADDING_NEGATIVE, _negative_padding),
    Mistake(wrong.STRIDE_KEEPS_SIZE, _same_with_size(lambda n, stride: n)),
    Mistake(wrong.ROUNDED_DOWN, _same_with_size(lambda n, stride: n // stride)),
    *_IN_ANY_CASE,
    *_INPUT_TRUNCATED,
    Mistake(
        wrong.STRIDE_ONE_WAY,
        lambda image, kernel, stride, padding: conv2d(image, kernel, 1, "same")[::stride],
    ),
    Mistake(
        wrong.STRIDE_ONE_WAY,
        lambda image, kernel, stride, padding: conv2d(image, kernel, 1, "same")[:, ::stride],
    ),
    Mistake(
        wrong.MAP_TRANSPOSED, lambda image, kernel, stride, padding: conv2d(image, kernel, stride, "same").T
    ),
    Mistake(wrong.RELU_APPLIED, _relu_applied),
    Mistake(wrong.MEAN_FOR_SUM, _mean_for_sum),
    Mistake(
        wrong.INTEGER_TRUNCATION,
        lambda image, kernel, stride, padding: np.trunc(conv2d(image, kernel, stride, padding)),
    ),
    Mistake(wrong.SQUARE_ONLY, _if_square),
]
