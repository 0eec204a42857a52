"""Checks `train` with a small model whose answers can be computed here, and asks for unseen digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.comparison import FloatArray, NotNumbers, as_array, shorten
from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden.keras_cnn_forward import softmax
from autograder.hidden.keras_cnn_loss import cross_entropy
from autograder.hidden.keras_cnn_network import said_of
from autograder.once import Once
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.student import Call, Student

EPOCHS, BATCH_SIZE = 3, 8
_RATE = 0.5  # of the notebook's optimiser
_CLASSES, _SHAPE = 3, (3, 3, 1)
_TRAIN, _VAL = 37, 50
TOLERANCE = 2e-3
"""Largest difference of a loss, relative: Keras averages in float32 over batches."""


def _clusters(count: int, shift: float, seed: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[Any]]:
    """Make images of three classes that a linear model can tell apart, a little better with each epoch."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % _CLASSES
    centres = np.random.default_rng(30).normal(size=(_CLASSES, *_SHAPE))
    images = 0.4 * centres[labels] + 0.5 * rng.normal(size=(count, *_SHAPE)) + shift
    return images.astype(np.float32), labels


_X_TRAIN, _Y_TRAIN = _clusters(_TRAIN, 0.0, 31)
_X_VAL, _Y_VAL = _clusters(_VAL, 0.3, 32)


@dataclass(frozen=True)
class _Told:
    """What the notebook told of the training of a small model; `compiled_anew`: it has another optimiser."""

    before: list[FloatArray]
    after: list[FloatArray]
    steps: int
    history: dict[str, list[float]]
    compiled_anew: bool

    def is_as_before(self) -> bool:
        """Whether no weight has changed."""
        return all(np.array_equal(a, b) for a, b in zip(self.before, self.after, strict=True))

    def outputs(self, images: npt.NDArray[np.float32]) -> FloatArray:
        """Compute what the trained model answers: one Dense layer with softmax."""
        return _outputs(self.after, images)

    def has_learned(self) -> bool:
        """Whether the weights learned at least three quarters of what the same descent teaches them here."""
        right = np.eye(_CLASSES)[_Y_TRAIN]
        before, after, usual = (
            cross_entropy(_outputs(weights, _X_TRAIN), right)
            for weights in (self.before, self.after, _descend(self.before))
        )
        return after < usual + (before - usual) / 4


def _outputs(weights: list[FloatArray], images: npt.NDArray[np.float32]) -> FloatArray:
    kernel, bias = weights
    numbers = images.reshape(len(images), -1).astype(np.float64) @ kernel + bias
    return softmax(numbers.astype(np.float32)).astype(np.float64)


def _descend(weights: list[FloatArray]) -> list[FloatArray]:
    """Train on the images here, with gradient descent as the notebook's small model does."""
    kernel, bias = (np.asarray(array, dtype=np.float64).copy() for array in weights)
    for start in list(range(0, _TRAIN, BATCH_SIZE)) * EPOCHS:
        batch = slice(start, start + BATCH_SIZE)
        images, right = _X_TRAIN[batch], np.eye(_CLASSES)[_Y_TRAIN[batch]]
        error = (_outputs([kernel, bias], images) - right) / len(images)
        kernel -= _RATE * images.reshape(len(images), -1).T @ error
        bias -= _RATE * error.sum(axis=0)
    return [kernel, bias]


def _ask(student: Student) -> _Told:
    arguments = (_X_TRAIN, _Y_TRAIN, _X_VAL, _Y_VAL, EPOCHS, BATCH_SIZE)
    (answer,) = student.call_many("look_at_training", [Call(arguments)])
    value = said_of("train", answer.failure, answer.value)
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "train did not give anything that can be looked at.")
    history, steps = value.get("history"), value.get("steps")
    if not isinstance(history, dict):
        text = "train should return the history, but what it returns holds no curves."
        raise Failure(Outcome.WRONG, text, misconception=wrong.NO_HISTORY)
    before, after = _weights(value.get("before")), _weights(value.get("after"))
    steps = steps if type(steps) is int else 0
    return _Told(before, after, steps, _curves(history), value.get("compiled_anew") is True)


def _weights(value: object) -> list[FloatArray]:
    shapes = [(int(np.prod(_SHAPE)), _CLASSES), (_CLASSES,)]
    try:
        arrays = [as_array(array) for array in value] if isinstance(value, list) else []
    except NotNumbers:
        arrays = []
    if [array.shape for array in arrays] != shapes:
        raise Failure(Outcome.WRONG, "After train, the given model has other weights than such a model has.")
    return arrays


def _curves(history: dict[str, Any]) -> dict[str, list[float]]:
    curves = {}
    for name, values in history.items():
        if isinstance(values, list) and all(isinstance(value, float) for value in values):
            curves[name] = values
    return curves


_trained = Once(_ask)


def check_training(student: Student) -> None:
    """Check that the given model was trained, for the right number of epochs, with batches of the right size.

    Raises
    ------
    Failure
    """
    told = _trained(student)
    if told.is_as_before():
        text = "After train, the weights of the given model are what they were before."
        raise Failure(Outcome.WRONG, text, misconception=wrong.ANOTHER_MODEL if told.steps == 0 else None)
    length = len(told.history.get("loss", []))
    if length != EPOCHS:
        text = f"{EPOCHS} epochs were asked for. The history has {length}."
        raise Failure(Outcome.WRONG, text, misconception=_epochs_problem(length, told.steps))
    if told.steps != _steps(_TRAIN, BATCH_SIZE):
        text = (
            f"{EPOCHS} epochs with {_TRAIN} images in batches of {BATCH_SIZE} are "
            f"{_steps(_TRAIN, BATCH_SIZE)} steps. Yours took {told.steps}."
        )
        raise Failure(Outcome.WRONG, text, misconception=_steps_problem(told))
    losses = told.history["loss"]
    if not losses[-1] < losses[0] or not told.has_learned():
        problem = wrong.COMPILED_ANEW if told.compiled_anew else None
        text = "The loss in training did not become smaller, or not by as much as it does with `fit`."
        raise Failure(Outcome.WRONG, text, misconception=problem)


def _steps(images: int, batch_size: int) -> int:
    return EPOCHS * -(-images // batch_size)


def _epochs_problem(length: int, steps: int) -> Misconception:
    if length == BATCH_SIZE:
        return wrong.EPOCHS_AND_BATCHES
    return wrong.LAST_FIT_ONLY if steps == _steps(_TRAIN, BATCH_SIZE) else wrong.EPOCHS_IGNORED


def _steps_problem(told: _Told) -> Misconception | None:
    steps, curve = told.steps, told.history.get("val_loss")
    if steps == EPOCHS * (_TRAIN // BATCH_SIZE) and curve and _is_loss(curve[-1], told, _X_VAL, _Y_VAL):
        return wrong.LAST_BATCH_MISSING
    if steps in (_steps(_TRAIN, size) for size in (1, 16, 32, 64, 128)):
        return wrong.BATCH_SIZE_IGNORED
    if steps in (_steps(_TRAIN + _VAL, BATCH_SIZE), _steps(_VAL, BATCH_SIZE)):
        return wrong.TRAINED_ON_VALIDATION
    if steps in (_steps(int(_TRAIN * (1 - share)), BATCH_SIZE) for share in (0.1, 0.2, 0.25, 0.3)):
        return wrong.VALIDATION_SPLIT
    return None


def check_validation(student: Student) -> None:
    """Check that the validation curve is that of the validation images.

    Raises
    ------
    Failure
    """
    told = _trained(student)
    curve = told.history.get("val_loss", [])
    if not curve:
        text = "The history has no validation loss."
        raise Failure(Outcome.WRONG, text, misconception=wrong.NO_VALIDATION)
    epochs = len(told.history.get("loss", curve))
    if len(curve) != epochs or (len(set(curve)) < 2 <= epochs and not told.is_as_before()):
        text = f"For {epochs} epochs, the validation loss is {shorten(str(np.round(curve, 4).tolist()), 60)}."
        raise Failure(Outcome.WRONG, text, misconception=wrong.VALIDATED_ONCE)
    if _is_loss(curve[-1], told, _X_VAL, _Y_VAL):
        if not any("acc" in name for name in told.history if name.startswith("val_")):
            raise Failure(Outcome.WRONG, "The history has no validation accuracy.")
        return
    text = "The last number of the validation loss is not that of the given validation images."
    on_training = _is_loss(curve[-1], told, _X_TRAIN, _Y_TRAIN)
    shares = (0.1, 0.2, 0.25, 0.3)
    kept = any(
        _is_loss(curve[-1], told, _X_TRAIN[int(_TRAIN * (1 - s)) :], _Y_TRAIN[int(_TRAIN * (1 - s)) :])
        for s in shares
    )
    name = wrong.VALIDATED_ON_TRAINING if on_training else wrong.VALIDATION_SPLIT if kept else None
    raise Failure(Outcome.WRONG, text, misconception=name)


def _is_loss(value: float, told: _Told, images: npt.NDArray[np.float32], labels: npt.NDArray[Any]) -> bool:
    right = cross_entropy(told.outputs(images), np.eye(_CLASSES)[labels])
    return abs(value - right) <= TOLERANCE * max(1.0, right)
