"""Building blocks of the inputs with which manual_convolution is tried."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from autograder.student import Call

NumberArray = npt.NDArray[Any]

HALVES = np.array(
    [0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1.5, -1.5, 4, -4, 5, -5, 2.5, -2.5, 6, -6, 7, -7, 3.5, -3.5, 8, -8]
)
"""Exact in every type of float; the simplest come first, since Hypothesis shrinks towards them."""
POSITIVE = np.array([1, 0, 2, 3, 0.5, 4, 5, 2.5, 6, 7, 3.5, 8, 9, 10, 4.5])


def side(most: int) -> st.SearchStrategy[int]:
    """Draw the length of a side, 1 to `most`."""
    return st.integers(1, most)


def data(numbers: int) -> st.SearchStrategy[bytes]:
    """Draw what `grid` makes numbers of; as many as the largest array needs.

    One draw of fixed length is much faster than one draw per number.
    """
    return st.binary(min_size=numbers, max_size=numbers)


def grid(shape: tuple[int, ...], data: bytes, values: NumberArray) -> NumberArray:
    """Fill an array with numbers out of `values`, one per byte."""
    chosen = np.frombuffer(data, dtype=np.uint8)[: int(np.prod(shape))]
    grid: NumberArray = values[chosen % len(values)].reshape(shape)
    return grid


def symmetric(kernel: NumberArray) -> NumberArray:
    """Make a kernel equal to itself turned by 180 degrees."""
    flat = kernel.ravel()
    half = flat.size // 2
    if half:
        flat[-half:] = flat[:half][::-1]
    return flat.reshape(kernel.shape)


def call(*arrays: Any, **options: Any) -> Call:
    """Make a call with arrays of float64 and options by name."""
    return Call(tuple(np.array(array, dtype=np.float64) for array in arrays), options)


def typed(image: Any, dtype: str, kernel: Any, kernel_dtype: str) -> Call:
    """Make a call with an image and a kernel of given types."""
    return Call((np.array(image, dtype=dtype), np.array(kernel, dtype=kernel_dtype)))


def conv_scale(image: NumberArray, kernel: NumberArray, **options: Any) -> float:
    """Magnitude of what a convolution adds up; of the whole image, since an FFT mixes all pixels."""
    return float(np.abs(image.astype(np.float64)).max() * np.abs(kernel.astype(np.float64)).sum())


def pool_scale(x: NumberArray, **options: Any) -> float:
    """Magnitude of what a pooling adds up."""
    return float(np.abs(x.astype(np.float64)).max())


def valid_call(height: int, width: int, h: int, w: int, pixels: bytes, weights: bytes) -> Call:
    """Make a call with an image and a kernel that is not larger."""
    image = grid((height, width), pixels, HALVES)
    return Call((image, grid((min(h, height), min(w, width)), weights, HALVES)))
