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
    name = wrong.CLASSES_COUNTED if array.ndim == 2 and array.shape[0] == len(labels) else None
    return f"{shapes}, not {array.shape}.", name


# The loss


@dataclass(frozen=True)
class _Told:
    """What the notebook told of a compiled model: hostile values in known places.

    `targets` is what the labels stand for, one-hot, and `one_hot` says whether they came in that form (None:
    in neither form). Labels that are wrong cost points in Task 5, not here. `by_position` says whether names
    of metrics stand where `loss_weights` do.
    """

    loss: float | None
    metrics: dict[str, float]
    targets: FloatArray
    one_hot: bool | None
    named: str
    error: str
    by_position: bool


def _probabilities() -> npt.NDArray[np.float32]:
    rng = np.random.default_rng(22)
    return softmax(rng.normal(size=(23, _COUNT)).astype(np.float32) * 1.5)


_COUNT = 6
_PROBABILITIES = _probabilities()
_CLASSES = np.random.default_rng(23).integers(0, _COUNT, size=len(_PROBABILITIES))


def _ask(student: Student) -> _Told:
    (labels,) = student.call_many("prepare_labels", [Call((_CLASSES, _COUNT))])
    if labels.returned() is None:
        raise Failure(Outcome.WRONG, "prepare_labels returned None.", misconception=NO_RETURN)
    (answer,) = student.call_many("look_at_compiled", [Call((_PROBABILITIES, _CLASSES))])
    value = said_of("compile_model", answer.failure, answer.value)
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "compile_model did not leave a model that can be looked at.")
    if value.get("compiled") is not True:
        text = "After compile_model(model), the model is not compiled."
        raise Failure(Outcome.WRONG, text, misconception=wrong.NOT_COMPILED)
    targets, one_hot = _targets(value.get("labels"))
    metrics, loss = value.get("metrics"), value.get("loss")
    metrics = metrics if isinstance(metrics, dict) else {}
    return _Told(
        loss=float(loss) if isinstance(loss, float) else None,
        metrics={name: number for name, number in metrics.items() if isinstance(number, float)},
        targets=targets,
        one_hot=one_hot,
        named=str(value.get("named", ""))[:80],
        error=str(value.get("error", "")),
        by_position=_has_text(value.get("loss_weights")),
    )


def _has_text(value: object) -> bool:
    return any(isinstance(each, str) for each in (value if isinstance(value, list | tuple) else [value]))


def _targets(labels: object) -> tuple[FloatArray, bool | None]:
    """What labels stand for (the right ones, if they cannot be read), and whether they are one-hot."""
    try:
        array = as_array(labels)
    except NotNumbers:
        array = np.zeros(0)
    right = np.eye(_COUNT)[_CLASSES]
    if array.shape == right.shape:
        rows_are_one_hot = np.isin(array, (0, 1)).all() and (array.sum(axis=1) == 1).all()
        varied = len(np.unique(array.argmax(axis=1))) > 2
        return (array if rows_are_one_hot and varied else right), True
    flat = array.ravel()
    if flat.shape != _CLASSES.shape:
        return right, None
    usable = np.isin(flat, range(_COUNT)).all() and len(np.unique(flat)) > 2
    return (np.eye(_COUNT)[flat.astype(int)] if usable else right), False


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
    right = cross_entropy(_PROBABILITIES, told.targets)
    if abs(told.loss - right) <= TOLERANCE * max(1.0, right):
        return
    text = f"For some probabilities the loss is {told.loss:.4f}: not their cross-entropy with the labels."
    raise Failure(Outcome.WRONG, text, misconception=_loss_problem(told))


def check_accuracy_metric(student: Student) -> None:
    """Check that the accuracy is among the metrics, by its value.

    Raises
    ------
    Failure
    """
    told = _compiled(student)
    right = float((_PROBABILITIES.argmax(axis=1) == told.targets.argmax(axis=1)).mean())
    named = {name: value for name, value in told.metrics.items() if "acc" in name.lower()}
    if any(abs(value - right) < 1e-3 for value in named.values()):
        return
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
    p, targets = _PROBABILITIES.astype(np.float64), told.targets
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
    if "crossentropy" not in told.named.lower() or told.one_hot is None:
        return None
    return wrong.LOSS_OTHER_LABELS if told.one_hot == ("sparse" in told.named.lower()) else None
