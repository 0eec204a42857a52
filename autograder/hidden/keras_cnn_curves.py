"""Checks what a student draws and reads: curves, the best epoch, activation maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from autograder.comparison import FloatArray, NotNumbers, as_array
from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden.keras_cnn_forward import Step, Unsupported, forward, read_weights
from autograder.hidden.keras_cnn_network import said_of
from autograder.once import Once
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.properties import NO_RETURN, Mistake, Property
from autograder.student import Call, Student

# Drawn curves

_HISTORY = {
    "accuracy": [0.41, 0.62, 0.71, 0.83, 0.86],
    "loss": [1.71, 1.22, 0.93, 0.57, 0.44],
    "val_accuracy": [0.53, 0.66, 0.77, 0.79, 0.78],
    "val_loss": [1.43, 1.05, 0.74, 0.66, 0.69],
}


@dataclass(frozen=True)
class _Line:
    """A drawn line: its numbers, its name, and the number of its picture."""

    numbers: FloatArray
    name: str
    picture: int


@dataclass(frozen=True)
class _Drawing:
    """All lines, and for each picture whether something in it tells lines apart."""

    lines: list[_Line]
    explained: list[bool]


def _ask(student: Student) -> _Drawing:
    (answer,) = student.call_many("look_at_plot", [Call((_HISTORY,))])
    value = said_of("plot_curves", answer.failure, answer.value)
    lines: list[_Line] = []
    explained: list[bool] = []
    for number, picture in enumerate(value if isinstance(value, list) else []):
        entry = picture if isinstance(picture, dict) else {}
        legend, texts, drawn = (_list(entry, name) for name in ("legend", "texts", "lines"))
        explained.append(len(set(map(str, legend))) > 1 or len(set(map(str, texts))) > 1)
        for place, line in enumerate(drawn[:50]):
            try:
                numbers = as_array(line.get("y") if isinstance(line, dict) else None)
            except NotNumbers:
                continue
            name = str(line.get("name", ""))
            if name.startswith("_") or not name:  # matplotlib's own name for a line without one
                name = str(legend[place]) if place < len(legend) else ""
            lines.append(_Line(numbers, name.lower(), number))
    if not lines:
        raise Failure(Outcome.WRONG, "plot_curves draws no lines with matplotlib.")
    return _Drawing(lines, explained)


def _list(entry: dict[str, Any], name: str) -> list[Any]:
    value = entry.get(name)
    return value if isinstance(value, list) else []


_drawn = Once(_ask)


def check_lines(student: Student, name: str) -> None:
    """Check that a curve is drawn for training and validation, and that one can tell them apart.

    Parameters
    ----------
    student
        Who draws.
    name
        ``"accuracy"`` or ``"loss"``.

    Raises
    ------
    Failure
    """
    drawing = _drawn(student)
    training, validation = (_find(drawing, _HISTORY[prefix + name]) for prefix in ("", "val_"))
    if training is None or validation is None:
        missing = " and ".join(
            word for word, line in (("training", training), ("validation", validation)) if line is None
        )
        text = f"No line shows the {name} of {missing}."
        problem = wrong.VALIDATION_NOT_DRAWN if training is not None else _twice(drawing, name)
        raise Failure(Outcome.WRONG, text, misconception=problem)
    if training.picture == validation.picture and not drawing.explained[training.picture]:
        text = f"In the picture of the {name}, nothing says which line is which."
        raise Failure(Outcome.WRONG, text, misconception=wrong.LEGEND_MISSING)
    if "val" in training.name and "train" in validation.name:
        text = f"In the picture of the {name}, the names of the lines are exchanged."
        raise Failure(Outcome.WRONG, text, misconception=wrong.NAMES_EXCHANGED)


def _twice(drawing: _Drawing, missing: str) -> Misconception | None:
    other = "loss" if missing == "accuracy" else "accuracy"
    return wrong.CURVES_TWICE if len(_all(drawing, _HISTORY[other])) > 1 else None


def _find(drawing: _Drawing, numbers: Sequence[float]) -> _Line | None:
    return next(iter(_all(drawing, numbers)), None)


def _all(drawing: _Drawing, numbers: Sequence[float]) -> list[_Line]:
    """The lines with these numbers, or with the same as percentages."""
    wanted = np.array(numbers)
    return [
        line
        for line in drawing.lines
        if line.numbers.shape == wanted.shape
        and any(np.allclose(line.numbers, factor * wanted) for factor in (1, 100))
    ]


# The best epoch


def best_epoch(accuracy: FloatArray, val_accuracy: FloatArray, loss: FloatArray, val_loss: FloatArray) -> int:
    """Return the epoch, counted from 1, with the highest validation accuracy; the first of several."""
    return int(np.argmax(val_accuracy)) + 1


def _epochs_call(count: int, data: bytes) -> Call:
    """Make four curves whose best epochs mostly differ, with equal values now and then."""
    numbers = np.frombuffer(data, dtype=np.uint8)[: 4 * count].reshape(4, count)
    accuracy, val_accuracy, loss, val_loss = numbers % 21 / 20
    return Call((accuracy, val_accuracy, loss + 0.05, val_loss + 0.05))


def _mistake(name: Misconception, answer: Callable[..., float]) -> Mistake:
    return Mistake(name, lambda accuracy, val, loss, val_loss: answer(accuracy, val, loss, val_loss))


BEST_EPOCH = Property(
    "look_at_best_epoch",
    st.builds(_epochs_call, st.integers(1, 8), st.binary(min_size=32, max_size=32)),
    best_epoch,
    mistakes=[
        _mistake(wrong.COUNTED_FROM_ZERO, lambda a, v, b, w: float(np.argmax(v))),
        _mistake(wrong.OF_TRAINING, lambda a, v, b, w: float(np.argmax(a)) + 1),
        _mistake(wrong.LAST_EPOCH, lambda a, v, b, w: float(len(v))),
        _mistake(wrong.LOWEST_LOSS, lambda a, v, b, w: float(np.argmin(w)) + 1),
        _mistake(wrong.LOWEST_LOSS, lambda a, v, b, w: float(np.argmin(b)) + 1),
        _mistake(wrong.WORST_EPOCH, lambda a, v, b, w: float(np.argmin(v)) + 1),
        _mistake(wrong.LAST_OF_EQUALS, lambda a, v, b, w: float(len(v) - np.argmax(v[::-1]))),
        _mistake(wrong.BEST_VALUE, lambda a, v, b, w: float(np.max(v))),
    ],
    edges=[
        Call(([0.5], [0.4], [1.0], [1.2])),
        Call(([0.5, 0.6], [0.4, 0.7], [1.0, 0.9], [1.2, 1.3])),
        Call(([0.5, 0.6, 0.7], [0.4, 0.7, 0.6], [1.0, 0.9, 0.8], [1.2, 1.1, 1.0])),
        Call(([0.5, 0.9, 0.7, 0.8], [0.6, 0.7, 0.7, 0.6], [1.0, 0.3, 0.5, 0.4], [1.2, 1.1, 0.9, 1.0])),
        Call(([0.9, 0.6, 0.7], [0.8, 0.7, 0.6], [1.0, 0.9, 0.8], [1.2, 1.1, 1.0])),
    ],
    examples=15,
)

# Activation maps

_IMAGE = np.random.default_rng(40).normal(size=(28, 28, 1)).astype(np.float32)


def check_maps(student: Student) -> None:
    """Check that `activation_maps` gives what the first convolution computes.

    Raises
    ------
    Failure
    """
    (answer,) = student.call_many("look_at_maps", [Call((_IMAGE,))])
    value = said_of("activation_maps", answer.failure, answer.value)
    value = value if isinstance(value, dict) else {}
    if value.get("maps") is None:
        text = "activation_maps returned None."
        raise Failure(Outcome.WRONG, text, misconception=NO_RETURN)
    try:
        found = as_array(value["maps"])
        found = found[0] if found.ndim == 4 and len(found) == 1 else found
        before = _layer(read_weights(value.get("weights")), found.shape)
    except NotNumbers as error:
        raise Failure(Outcome.WRONG, f"The maps should be numbers, but they are {error}.") from None
    except Unsupported as problem:
        raise Failure(Outcome.WRONG, f"The first layer could not be followed: {problem}.") from None
    after = np.maximum(before, 0)
    if any(found.shape == right.shape and np.allclose(found, right, atol=1e-3) for right in (before, after)):
        return
    text = "The shape is right, but these are not the maps of the first convolution."
    if found.shape != before.shape:
        text = f"The maps should have the shape {before.shape}. Their shape is {found.shape}."
    raise Failure(Outcome.WRONG, text, misconception=_maps_problem(found, before, value))


def _layer(weights: Sequence[npt.NDArray[np.float32]], shape: tuple[int, ...]) -> FloatArray:
    """Compute the first convolution, without ReLU; `shape` is that of the maps that were found.

    Another padding or stride costs points in Task 3, not here: the one that gives this shape is taken.
    """
    if not weights or weights[0].ndim != 4 or weights[0].shape[2] != _IMAGE.shape[2]:
        raise Unsupported("it is no convolution on one channel")
    kernel_and_bias = (weights[0], *(array for array in weights[1:2] if array.ndim == 1))
    ways = [
        forward([Step("conv", kernel_and_bias, strides=(step, step), padding=padding)], _IMAGE[None])[0]
        for step in (1, 2, 3)
        for padding in ("valid", "same")
    ]
    chosen = next((maps for maps in ways if maps.shape == shape), ways[0])
    return np.asarray(chosen, dtype=np.float64)


def _maps_problem(found: FloatArray, before: FloatArray, value: dict[str, Any]) -> Misconception | None:
    if _is_kernel(found, value):
        return wrong.KERNELS_FOR_MAPS
    if found.ndim == 3 and found.shape == np.moveaxis(before, -1, 0).shape != before.shape:
        return wrong.CHANNELS_FIRST
    if found.shape in (before.shape[:2], (*before.shape[:2], 1)):
        return wrong.ONE_MAP
    if found.shape != before.shape:
        return wrong.OTHER_LAYER if found.shape in ((24, 24, 32), (12, 12, 32), (4608,), (10,)) else None
    kernel, *bias = read_weights(value.get("weights"))
    if _is_one_of(found, _layer([kernel], found.shape)):
        return wrong.BIAS_FORGOTTEN
    for right in (before, np.maximum(before, 0)):
        if _is_scaled(found, right):
            return wrong.MAPS_SCALED
    if found.shape[0] == found.shape[1] and _is_one_of(found, before.swapaxes(0, 1)):
        return wrong.MAPS_TRANSPOSED
    if _is_one_of(found, _layer([kernel[::-1, ::-1], *bias], found.shape)):
        return wrong.MAPS_FLIPPED
    try:
        trained = _layer(read_weights(value.get("trained")), found.shape)
    except Unsupported:
        return None
    return wrong.OTHER_MODEL if _is_one_of(found, trained) else None


def _is_one_of(found: FloatArray, maps: FloatArray) -> bool:
    """Whether the maps are these, before or after ReLU."""
    return any(np.allclose(found, right, atol=1e-3) for right in (maps, np.maximum(maps, 0)))


def _is_kernel(found: FloatArray, value: dict[str, Any]) -> bool:
    """Whether all numbers are those of the kernels, in any order of the axes."""
    kernel = read_weights(value.get("weights"))[0]
    return found.size == kernel.size and np.allclose(np.sort(found, axis=None), np.sort(kernel, axis=None))


def _is_scaled(found: FloatArray, right: FloatArray) -> bool:
    """Whether the maps are the right ones but for a factor and an addition, for all or for each map."""
    for axes in ((0, 1, 2), (0, 1)):
        a, b = (x - x.mean(axis=axes, keepdims=True) for x in (found, right))
        norm = np.sqrt((a**2).sum(axis=axes) * (b**2).sum(axis=axes))
        if np.allclose((a * b).sum(axis=axes), norm, rtol=1e-3, atol=1e-9) and float(np.max(norm)) > 0:
            return True
    return False
