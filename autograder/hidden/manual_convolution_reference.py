"""Right answers to the assignment manual_convolution: its numbers and clear reference functions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

FloatArray = npt.NDArray[np.float64]

IMAGE: FloatArray = np.array(
    [
        [255, 220, 150, 200, 110, 100],
        [240, 50, 35, 45, 200, 130],
        [0, 20, 245, 250, 230, 120],
        [170, 180, 235, 145, 170, 255],
        [190, 185, 170, 165, 130, 120],
        [255, 255, 245, 190, 200, 175],
    ],
    dtype=np.float64,
)
KERNEL: FloatArray = np.array([[-0.7, 0.2, 0.1], [0.3, 0.5, 0.4], [-0.2, -0.4, 0.2]])

CURVE_KERNEL: FloatArray = np.zeros((7, 7))
CURVE_KERNEL[[0, 1, 2, 3, 4, 5], [5, 4, 3, 3, 3, 3]] = 30

CURVE_PATCH: FloatArray = np.zeros((7, 7))
CURVE_PATCH[0, 6] = 30
CURVE_PATCH[1, 4:] = 50
CURVE_PATCH[2, 3:5] = 20, 50
CURVE_PATCH[3:, 3:5] = 50

OTHER_PATCH: FloatArray = np.zeros((7, 7))
OTHER_PATCH[0, 0] = 30
OTHER_PATCH[1, :2] = 50
OTHER_PATCH[2:, 1:3] = 50


def paddings(n: int, k: int, stride: int) -> tuple[int, int]:
    """Count the zeros before and after one dimension for ``padding="same"``.

    The rule is TensorFlow's (https://www.tensorflow.org/api_docs/python/tf/nn, "Notes on padding"):
    the output has ceil(n / stride) entries, and the extra zero goes behind.

    Parameters
    ----------
    n, k
        Pixels of the image and of the kernel in this dimension.
    stride
        Step of the kernel.
    """
    total = max((output_size(n, k, stride, "same") - 1) * stride + k - n, 0)
    return total // 2, total - total // 2


def conv2d(
    image: npt.ArrayLike, kernel: npt.ArrayLike, stride: int = 1, padding: str = "valid"
) -> FloatArray:
    """Cross-correlate an image with a kernel.

    Parameters
    ----------
    image : shape (H, W)
    kernel : shape (h, w)
    stride
        Step in both directions.
    padding
        "valid" or "same".

    Returns
    -------
    ndarray of float64
        Of shape (output_size(H, h, ...), output_size(W, w, ...)).
    """
    image = np.asarray(image, dtype=np.float64)
    kernel = np.asarray(kernel, dtype=np.float64)
    if padding == "same":
        image = np.pad(
            image, [paddings(n, k, stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
        )
    return _correlate(image, kernel, stride)


def _correlate(image: FloatArray, kernel: FloatArray, stride: int) -> FloatArray:
    windows = sliding_window_view(image, kernel.shape)[::stride, ::stride]
    result: FloatArray = np.einsum("rcij,ij->rc", windows, kernel)
    return result


def conv2d_multi(image: npt.ArrayLike, kernels: npt.ArrayLike, bias: npt.ArrayLike) -> FloatArray:
    """Compute all maps of a convolutional layer, without padding and with stride 1.

    Implements z_k = b_k + sum_c sum_i y_ci w_kci for each place.

    Parameters
    ----------
    image : shape (H, W, C_in)
    kernels : shape (h, w, C_in, C_out)
    bias : shape (C_out,)

    Returns
    -------
    ndarray of float64, shape (H - h + 1, W - w + 1, C_out)
    """
    image, kernels = np.asarray(image, dtype=np.float64), np.asarray(kernels, dtype=np.float64)
    windows = sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    result: FloatArray = np.einsum("rcaij,ijak->rck", windows, kernels)
    return result + np.asarray(bias, dtype=np.float64)


def relu(x: npt.ArrayLike) -> FloatArray:
    """Replace negative numbers by 0; the shape stays."""
    return np.maximum(np.asarray(x, dtype=np.float64), 0)


def max_pool2d(x: npt.ArrayLike, window: int = 2, stride: int | None = None) -> FloatArray:
    """Take the maximum of each complete window; `stride` None means the window's side."""
    result: FloatArray = _windows(x, window, stride).max(axis=(2, 3))
    return result


def avg_pool2d(x: npt.ArrayLike, window: int = 2, stride: int | None = None) -> FloatArray:
    """Take the mean of each complete window; `stride` None means the window's side."""
    result: FloatArray = _windows(x, window, stride).mean(axis=(2, 3))
    return result


def _windows(x: npt.ArrayLike, window: int, stride: int | None) -> FloatArray:
    step = window if stride is None else stride
    return sliding_window_view(np.asarray(x, dtype=np.float64), (window, window))[::step, ::step]


def output_size(n: int, k: int, stride: int = 1, padding: str = "valid") -> int:
    """Count the places of a kernel of `k` pixels in an image of `n`, in one direction."""
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h: int, w: int, c_in: int, c_out: int) -> int:
    """Count the weights and biases of `c_out` kernels with `c_in` slices of h x w."""
    return (h * w * c_in + 1) * c_out


def find_curve(image: npt.ArrayLike, kernel: npt.ArrayLike) -> tuple[int, int]:
    """Find the row and column of the top left corner of the patch with the largest response."""
    responses = conv2d(image, kernel)
    row, col = np.unravel_index(np.argmax(responses), responses.shape)
    return int(row), int(col)
