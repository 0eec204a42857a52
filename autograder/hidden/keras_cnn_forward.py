"""What a network computes, worked out in numpy from plain data: no Keras, nothing of a student's runs here.

A network is a list of `Step`. It comes from the description of a student's layers and from their weights,
both hostile; `Unsupported` says what cannot be followed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Array = npt.NDArray[np.float32]

MAX_WEIGHTS = 10_000_000
MAX_LAYERS = 60
MAX_PRODUCTS = 4_000_000_000
"""Multiplications in one layer; the network asked for takes 5.3 million per image in its largest."""


class Unsupported(ValueError):
    """Raised when a network cannot be followed; the text says why, for the student."""


class UnknownLayer(Unsupported):
    """Raised when a layer is of a kind, or has a setting, that is not followed here."""


@dataclass(frozen=True)
class Step:
    """One thing that happens to all images: a kind, numbers that say how, and weights.

    Parameters
    ----------
    kind
        ``"conv"``, ``"dense"``, ``"max_pool"``, ``"avg_pool"``, ``"global_max"``, ``"global_avg"``,
        ``"flatten"``, ``"dropout"``, ``"normalise"``, ``"scale"``, ``"leaky_relu"``, or one of `ACTIVATIONS`.
    arrays
        Weights: kernel and bias of a convolution (h, w, in, out) or dense layer (in, out).
    size, strides
        Pooling window; strides of a convolution or pooling: (rows, columns).
    padding
        ``"valid"`` or ``"same"``.
    rate
        Share that a dropout leaves out; slope of a leaky ReLU below 0; factor of a scaling; epsilon of a
        normalisation.
    word
        How the student called it: class and activation.
    """

    kind: str
    arrays: tuple[Array, ...] = field(default=(), repr=False, compare=False)
    size: tuple[int, int] = (1, 1)
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    rate: float = 0.0
    word: str = field(default="", compare=False)

    @property
    def units(self) -> int:
        """Number of kernels or units."""
        return int(self.arrays[0].shape[-1]) if self.arrays else 0


def softmax(x: Array) -> Array:
    """Turn numbers into probabilities along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float32)


def _gelu(x: Array) -> Array:
    from scipy.special import ndtr  # takes a fifth of a second to import, and few networks need it

    return np.asarray(x * ndtr(x), dtype=np.float32)


def _log_softmax(x: Array) -> Array:
    return np.asarray(np.log(softmax(x)), dtype=np.float32)


def _softmax_over_images(x: Array) -> Array:
    """Turn numbers into shares along the wrong axis, the first one."""
    return softmax(np.asarray(x.T)).T


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda x: np.maximum(x, 0),
    "softmax": softmax,
    "sigmoid": _sigmoid,
    "tanh": lambda x: np.tanh(x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "softplus": lambda x: np.logaddexp(x, 0),
    "silu": lambda x: np.asarray(x * _sigmoid(x)),
    "relu6": lambda x: np.clip(x, 0, 6),
    "gelu": _gelu,
    "log_softmax": _log_softmax,
    "softmax_over_images": _softmax_over_images,
}
ACTIVATION_KINDS = frozenset(ACTIVATIONS) | {"leaky_relu"}
_SAME_AS = {"swish": "silu", "softmax_v2": "softmax"}
_LEAK = 0.2  # Keras' default where the activation is named, not a layer


def _windows(x: Array, size: tuple[int, int], strides: tuple[int, int], padding: str, fill: float) -> Array:
    """Cut images (n, height, width, channels) into windows (n, rows, cols, channels, *size)."""
    if x.ndim != 4:
        raise Unsupported("a convolution or pooling comes after the maps were put into a row")
    if padding == "same":
        border = []
        for n, k, step in zip(x.shape[1:3], size, strides, strict=True):
            total = max((-(-n // step) - 1) * step + k - n, 0)
            border.append((total // 2, total - total // 2))
        x = np.pad(x, [(0, 0), *border, (0, 0)], constant_values=fill)
    if x.shape[1] < size[0] or x.shape[2] < size[1]:
        raise Unsupported("a window is larger than the map that it lies on")
    return sliding_window_view(x, size, axis=(1, 2))[:, :: strides[0], :: strides[1]]


def _pool(x: Array, step: Step) -> Array:
    if step.kind == "max_pool":
        return _over_windows(np.maximum, _windows(x, step.size, step.strides, step.padding, -np.inf))
    total = _over_windows(np.add, _windows(x, step.size, step.strides, step.padding, 0))
    count = _over_windows(np.add, _windows(np.ones_like(x), step.size, step.strides, step.padding, 0))
    mean: Array = total / count
    return mean


def _over_windows(join: np.ufunc, windows: Array) -> Array:
    """Reduce windows to one number each; place by place, since numpy is slow over axes this short."""
    joined: Array = functools.reduce(
        join, [windows[..., row, col] for row, col in np.ndindex(windows.shape[4:])]
    )
    return joined


def _conv(x: Array, step: Step) -> Array:
    kernel = step.arrays[0]
    windows = _windows(x, kernel.shape[:2], step.strides, step.padding, 0)
    if windows.shape[3] != kernel.shape[2]:
        raise Unsupported("a convolution has weights for another number of channels")
    if windows.size * kernel.shape[3] > MAX_PRODUCTS:
        raise Unsupported("the network is far too large")
    result: Array = np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2]))
    return result


def _dense(x: Array, step: Step) -> Array:
    kernel = step.arrays[0]
    if x.shape[-1] != kernel.shape[0]:
        raise Unsupported("a Dense layer has weights for another number of inputs")
    if x.size * kernel.shape[1] > MAX_PRODUCTS:
        raise Unsupported("the network is far too large")
    result: Array = x @ kernel
    return result


def _apply(x: Array, step: Step) -> Array:
    if step.kind in ("conv", "dense"):
        result = _conv(x, step) if step.kind == "conv" else _dense(x, step)
        return np.add(result, step.arrays[1], out=result) if len(step.arrays) > 1 else result
    if step.kind in ("max_pool", "avg_pool"):
        return _pool(x, step)
    if step.kind in ("global_max", "global_avg"):
        if x.ndim != 4:
            raise Unsupported("a global pooling comes after the maps were put into a row")
        return np.asarray(x.max(axis=(1, 2)) if step.kind == "global_max" else x.mean(axis=(1, 2)))
    if step.kind == "flatten":
        return x.reshape(len(x), -1)
    if step.kind == "normalise":
        scale, centre, mean, variance = step.arrays
        return np.asarray((x - mean) / np.sqrt(variance + np.float32(step.rate)) * scale + centre)
    if step.kind == "scale":
        return x * np.float32(step.rate) + step.arrays[0]
    if step.kind == "dropout":
        return x
    if step.kind == "leaky_relu":
        return np.where(x > 0, x, np.float32(step.rate) * x)
    return ACTIVATIONS[step.kind](x)


def forward(steps: Sequence[Step], images: npt.ArrayLike) -> Array:
    """Compute what a network answers to images of shape (n, 28, 28, 1).

    Raises
    ------
    Unsupported
        When weights and layers do not fit each other.
    """
    x = np.asarray(images, dtype=np.float32)
    with np.errstate(all="ignore"):
        for step in steps:
            try:
                x = np.asarray(_apply(x, step), dtype=np.float32)
            except Unsupported:
                raise
            except (ValueError, IndexError, MemoryError):
                raise Unsupported(f"the weights of {step.word or step.kind} do not fit its inputs") from None
    return x


def drop_out(x: Array, rate: float, rng: np.random.Generator) -> Array:
    """Leave out numbers as a dropout does in training, each with the same probability.

    It keeps a number with the probability 1 - rate and divides it by 1 - rate (Srivastava et al. 2014, in the
    form that Keras uses, which leaves the mean unchanged).
    """
    kept = rng.random(x.shape, dtype=np.float32) >= rate
    return np.asarray(x * kept / np.float32(1 - rate))


# From a description to steps


def read_weights(value: object) -> list[Array]:
    """Read a list of weights as it came from a student's process.

    Raises
    ------
    Unsupported
    """
    if not isinstance(value, list | tuple) or len(value) > 4 * MAX_LAYERS:
        raise Unsupported("its weights are not a list of arrays")
    arrays = []
    for array in value:
        if not isinstance(array, np.ndarray | np.generic) or array.dtype.kind not in "fiu":
            raise Unsupported("its weights are not arrays of numbers")
        arrays.append(np.asarray(array))
    if sum(array.size for array in arrays) > MAX_WEIGHTS:
        raise Unsupported("it has far too many weights")
    return [array.astype(np.float32) for array in arrays]


def read_layers(value: object, weights: Sequence[Array]) -> list[Step]:
    """Turn the description of layers into steps.

    Parameters
    ----------
    value
        What ``look_at_model`` of the notebook returned: hostile.
    weights
        The arrays of all layers, in their order.

    Raises
    ------
    Unsupported
    """
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MAX_LAYERS:
        raise Unsupported("it has no layers, or far too many")
    steps: list[Step] = []
    left = list(weights)
    for entry in value:
        if not isinstance(entry, dict):
            raise Unsupported("its layers are not described")
        count = entry.get("arrays")
        if type(count) is not int or not 0 <= count <= len(left):
            raise Unsupported("layers and weights do not fit each other")
        arrays, left = tuple(left[:count]), left[count:]
        steps += _steps_of(entry, arrays)
    if left:
        raise Unsupported("layers and weights do not fit each other")
    return steps


def _steps_of(entry: Mapping[str, Any], arrays: tuple[Array, ...]) -> list[Step]:
    kind = _text(entry, "kind")
    steps = _main_step(kind, entry, arrays)
    name = _text(entry, "activation", "linear")
    name = _SAME_AS.get(name, name)
    if name != "linear":
        if name not in ACTIVATION_KINDS:
            raise Unsupported(f"the activation {name[:40]!r} of a layer {kind[:40]} is not known here")
        steps.append(Step(name, rate=_LEAK if name == "leaky_relu" else 0.0, word=name))
    return steps


def _main_step(kind: str, entry: Mapping[str, Any], arrays: tuple[Array, ...]) -> list[Step]:
    if kind == "Conv2D" and 1 <= len(arrays) <= 2 and arrays[0].ndim == 4:
        if _pair(entry, "dilation_rate", (1, 1)) != (1, 1) or entry.get("groups", 1) != 1:
            raise UnknownLayer("a convolution has a dilation or groups")
        size = (int(arrays[0].shape[0]), int(arrays[0].shape[1]))
        return [Step("conv", arrays, size, _pair(entry, "strides", (1, 1)), _padding(entry), word=kind)]
    if kind == "Dense" and 1 <= len(arrays) <= 2 and arrays[0].ndim == 2:
        return [Step("dense", arrays, word=kind)]
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        size = _pair(entry, "pool_size", (2, 2))
        short = "max_pool" if kind == "MaxPooling2D" else "avg_pool"
        return [Step(short, (), size, _pair(entry, "strides", size), _padding(entry), word=kind)]
    if kind in ("GlobalMaxPooling2D", "GlobalAveragePooling2D"):
        return [Step("global_max" if "Max" in kind else "global_avg", word=kind)]
    if kind in ("Dropout", "SpatialDropout2D", "GaussianDropout", "AlphaDropout"):
        return [Step("dropout", rate=_number(entry, "rate"), word=kind)]
    if kind == "ReLU":
        if entry.get("threshold") or entry.get("max_value"):
            raise Unsupported("a ReLU layer has other settings than the usual ones")
        return [_rectifier(_number(entry, "negative_slope"), kind)]
    if kind == "LeakyReLU":
        return [_rectifier(_number(entry, "negative_slope"), kind)]
    if kind == "Softmax":
        over_images = entry.get("axis") == 0
        return [Step("softmax_over_images" if over_images else "softmax", word=kind)]
    if kind == "BatchNormalization" and len(arrays) == 4:
        return [Step("normalise", arrays, rate=_number(entry, "epsilon"), word=kind)]
    if kind == "Rescaling":
        offset = np.float32(_number(entry, "offset"))
        return [Step("scale", (np.asarray(offset),), rate=_number(entry, "scale"), word=kind)]
    if kind in ("Flatten", "Reshape"):
        shape = entry.get("output_shape")
        flat = isinstance(shape, list | tuple) and len(shape) == 2
        return [Step("flatten", word=kind)] if flat else []  # any other shape shows in what is computed
    if kind in ("Activation", "InputLayer", "Identity"):
        return []
    raise UnknownLayer(f"a layer of the kind {kind[:40]!r} cannot be followed")


def _rectifier(slope: float, word: str) -> Step:
    return Step("leaky_relu", rate=slope, word=word) if slope else Step("relu", word=word)


def _text(entry: Mapping[str, Any], name: str, default: str = "") -> str:
    value = entry.get(name, default)
    return value if isinstance(value, str) else default


def _padding(entry: Mapping[str, Any]) -> str:
    padding = _text(entry, "padding", "valid").lower()
    if padding not in ("valid", "same"):
        raise Unsupported("a layer has a padding that is neither valid nor same")
    return padding


def _number(entry: Mapping[str, Any], name: str) -> float:
    value = entry.get(name)
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, int | float) or not np.isfinite(value):
        raise Unsupported(f"{name} of a layer is not a number")
    return float(value)


def _pair(entry: Mapping[str, Any], name: str, default: tuple[int, int]) -> tuple[int, int]:
    value = entry.get(name)
    if value is None:
        return default
    pair = (value, value) if type(value) is int else value
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise Unsupported(f"{name} of a layer is not a pair of numbers")
    first, second = pair
    if type(first) is not int or type(second) is not int or not (0 < first <= 28 and 0 < second <= 28):
        raise Unsupported(f"{name} of a layer is impossible")
    return first, second
