"""Checks labels and loss: the student's loss is computed for probabilities that are chosen here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.comparison import FloatArray, NotNumbers, as_array, render, shorten
from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden.keras_cnn_forward import softmax
from autograder.hidden.keras_cnn_network import said_of
from autograder.once import Once
from autograder.outcomes import Example, Failure, Misconception, Outcome
from autograder.properties import NO_RETURN
from autograder.student import Call, Student

TOLERANCE = 1e-4
"""Largest difference of a loss: Keras computes in float32 and keeps probabilities off 0 and 1."""

_LABELS = [
    (np.array([2, 0]), 4),
    (np.array([0, 1, 2, 1]), 3),
    (np.array([5, 3, 3]), 10),
    (np.array([0]), 2),
    (np.array([1, 0, 6], dtype=np.uint8), 7),
    (np.arange(10, dtype=np.int32), 10),
]


def check_labels(student: Student) -> None:
    """Check `prepare_labels`: one-hot or integers, also where some class is missing.

    Raises
    ------
    Failure
    """
    answers = student.call_many("prepare_labels", [Call(case) for case in _LABELS])
    for (labels, classes), answer in zip(_LABELS, answers, strict=True):
        value = answer.returned()
        problem = _label_problem(value, labels, classes)
        if problem is None:
            continue
        text, misconception = problem
        example = Example(f"prepare_labels({render(labels.tolist())}, {classes})", render(value))
        raise Failure(Outcome.WRONG, text, example=example, misconception=misconception)


def _label_problem(
    value: object, labels: npt.NDArray[Any], classes: int
) -> tuple[str, Misconception | None] | None:
    if value is None:
        return "The function returned None.", NO_RETURN
    try:
        array = as_array(value)
    except NotNumbers as error:
        return f"The labels should be numbers, but they are {error}.", None
    one_hot = np.eye(classes)[labels]
    integers = [labels, labels[:, None]]
    if any(array.shape == right.shape and np.array_equal(array, right) for right in [one_hot, *integers]):
        return None
    shapes = f"The shape should be {one_hot.shape} if one-hot, or {labels.shape} if integers"
    if array.shape == one_hot.shape:
        shifted = np.array_equal(array, np.roll(one_hot, 1, axis=1))
        shifted = shifted or np.array_equal(array, np.roll(one_hot, -1, axis=1))
        exchanged = np.array_equal(array, 1 - one_hot)
        name = wrong.LABELS_SHIFTED if shifted else wrong.ZERO_AND_ONE_EXCHANGED if exchanged else None
        return "The shape is right, but not all values are.", name
    if array.shape == labels.shape:
        name = wrong.LABELS_SHIFTED if np.array_equal(abs(array - labels), np.ones(len(labels))) else None
        return "These are not the labels.", name
    if array.shape == one_hot.T.shape:
        return f"{shapes}, not {array.shape}.", wrong.ONE_HOT_TRANSPOSED
    name = None
    if array.ndim == 2 and array.shape[0] == len(labels):
        counted = array.shape[1] in (len(np.unique(labels)), labels.max() + 1)
        name = wrong.CLASSES_COUNTED if counted else wrong.OTHER_CLASSES
    return f"{shapes}, not {array.shape}.", name


# The loss


@dataclass(frozen=True)
class _Told:
    """What the notebook told of a compiled model: hostile values in known places.

    `one_hot` says in which of the two forms the labels came. They are the right ones: the notebook takes such
    in place of wrong labels, which cost points in Task 5, not here. `by_position` says whether names of
    metrics stand where `loss_weights` do.
    """

    loss: float | None
    metrics: dict[str, float]
    one_hot: bool
    named: str
    error: str
    by_position: bool


def _probabilities() -> npt.NDArray[np.float32]:
    rng = np.random.default_rng(22)
    return softmax(rng.normal(size=(23, _COUNT)).astype(np.float32) * 1.5)


_COUNT = 6
_PROBABILITIES = _probabilities()
_CLASSES = np.random.default_rng(23).integers(0, _COUNT, size=len(_PROBABILITIES))
_TARGETS: FloatArray = np.eye(_COUNT)[_CLASSES]


def _ask(student: Student) -> _Told:
    (answer,) = student.call_many("look_at_compiled", [Call((_PROBABILITIES, _CLASSES))])
    value = said_of("compile_model", answer.failure, answer.value)
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "compile_model did not leave a model that can be looked at.")
    if value.get("compiled") is not True:
        text = "After compile_model(model), the model is not compiled."
        raise Failure(Outcome.WRONG, text, misconception=wrong.NOT_COMPILED)
    metrics, loss = value.get("metrics"), value.get("loss")
    metrics = metrics if isinstance(metrics, dict) else {}
    return _Told(
        loss=float(loss) if isinstance(loss, float) else None,
        metrics={name: number for name, number in metrics.items() if isinstance(number, float)},
        one_hot=_is_one_hot(value.get("labels")),
        named=str(value.get("named", ""))[:80],
        error=str(value.get("error", "")),
        by_position=_has_text(value.get("loss_weights")),
    )


def _has_text(value: object) -> bool:
    return any(isinstance(each, str) for each in (value if isinstance(value, list | tuple) else [value]))


def _is_one_hot(labels: object) -> bool:
    try:
        return as_array(labels).shape == _TARGETS.shape
    except NotNumbers:
        return False


_compiled = Once(_ask)


def check_loss(student: Student) -> None:
    """Check that the loss of given probabilities is the cross-entropy.

    Raises
    ------
    Failure
    """
    told = _compiled(student)
    if told.loss is None:
        text = f"The loss of your labels cannot be computed: {shorten(told.error, 200)}"
        problem = wrong.METRICS_BY_POSITION if told.by_position else _other_labels(told)
        raise Failure(Outcome.WRONG, text, misconception=problem)
    right = cross_entropy(_PROBABILITIES, _TARGETS)
    if abs(told.loss - right) <= TOLERANCE * max(1.0, right):
        return
    text = f"For some probabilities the loss is {told.loss:.4f}: not their cross-entropy with the labels."
    raise Failure(Outcome.WRONG, text, misconception=_loss_problem(told))


def check_accuracy_metric(student: Student) -> None:
    """Check that the accuracy is among the metrics, by its value and its name.

    Raises
    ------
    Failure
    """
    told = _compiled(student)
    right = float((_PROBABILITIES.argmax(axis=1) == _CLASSES).mean())
    named = {name: value for name, value in told.metrics.items() if "acc" in name.lower()}
    measured = [name for name, value in named.items() if abs(value - right) < 1e-3]
    if "accuracy" in measured:
        return
    if measured:
        text = f"The accuracy is measured under the name {shorten(measured[0], 40)!r}, not 'accuracy'."
        raise Failure(Outcome.WRONG, text, misconception=wrong.OTHER_NAME)
    if named:
        name = shorten(next(iter(named)), 40)
        text = f"The metric {name!r} is not the share of images that are read rightly."
        raise Failure(Outcome.WRONG, text, misconception=wrong.OTHER_ACCURACY)
    text = "No accuracy is among the metrics of the compiled model."
    problem = wrong.METRICS_BY_POSITION if told.by_position else None if told.error else wrong.NO_ACCURACY
    raise Failure(Outcome.WRONG, text, misconception=problem)


def cross_entropy(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Mean over the images of minus the logarithm of the right class's probability.

    Parameters
    ----------
    probabilities
        Shape (n, classes).
    targets
        What should come out, one-hot, shape (n, classes).
    """
    p = np.clip(np.asarray(probabilities, dtype=np.float64), 1e-7, 1)
    return float(-(np.asarray(targets) * np.log(p)).sum(axis=1).mean())


def _loss_problem(told: _Told) -> Misconception | None:
    p, targets = _PROBABILITIES.astype(np.float64), _TARGETS
    right = cross_entropy(p, targets)
    candidates: list[tuple[float, Misconception]] = [
        (cross_entropy(softmax(_PROBABILITIES), targets), wrong.FROM_LOGITS),
        (float(((p - targets) ** 2).mean()), wrong.SQUARED_ERROR),
        (float(np.abs(p - targets).mean()), wrong.ABSOLUTE_ERROR),
        (float(-np.where(targets, np.log(p), np.log(1 - p)).mean()), wrong.BINARY_CROSSENTROPY),
        (right * len(p), wrong.LOSS_SUMMED),
    ]
    for share in (0.05, 0.1, 0.2):
        smoothed = targets * (1 - share) + share / _COUNT
        candidates.append((cross_entropy(p, smoothed), wrong.LABEL_SMOOTHING))
    for value, misconception in candidates:
        if told.loss is not None and abs(told.loss - value) <= 1e-3 * max(1.0, value):
            return misconception
    return _other_labels(told)


def _other_labels(told: _Told) -> Misconception | None:
    """Whether the loss is one for the other form of labels, as its name tells."""
    if "crossentropy" not in told.named.lower():
        return None
    return wrong.LOSS_OTHER_LABELS if told.one_hot == ("sparse" in told.named.lower()) else None
