# ruff: noqa: D103 - the marker of each test says what it is about
"""The hidden tests of the assignment keras_cnn.

The points of a cell's tests add up to the points of the cell in the notebook. No process of a student's is
shown held-out images: see `keras_cnn_unseen`.

What a network computes is proved with its weights, never believed. The notebook's helpers, which hand out
plain numbers (the loss of given probabilities, the lines of a plot), are run anew from the teacher's cell
where they are called, whatever a hand-in gives their names to: see `autograder.helpers`.

The thresholds of the accuracy, `ENOUGH` and `GOOD`, were set by training the network of the solved notebook
with its numbers of epochs, six times with each data source, each time with another seed for the split and
for the weights. Of the held-out digits it read .960 to .967 of MNIST's (4000 training images, 1000
held-out ones) and .943 to .980 of scikit-learn's (1198 and 299). `GOOD` is 4 points below the worst of
these; a network that was trained with something wrong, such as shuffled labels, stays far below `ENOUGH`.
"""

from __future__ import annotations

from typing import Any

import pytest

from autograder.datasets.heldout import HeldOut
from autograder.hidden import keras_cnn_architecture as architecture
from autograder.hidden import keras_cnn_curves as curves
from autograder.hidden import keras_cnn_loss as loss
from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden import keras_cnn_standardize as standardizing
from autograder.hidden import keras_cnn_training as training
from autograder.hidden import keras_cnn_unseen as unseen
from autograder.hidden.keras_cnn_network import speaking_of
from autograder.once import Once
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.student import Student
from autograder.values import check_values

graded = pytest.mark.graded

ENOUGH, GOOD = 0.80, 0.90

_LAYERS = ("first convolution", "second convolution", "first Dense", "last Dense")
_REASONS = ("overfitting", "dropout", "easier images", "standardising")
_PLACES = ("upper edges", "lower edges", "left edges", "right edges", "all edges", "inside")


def check_heldout(heldout: HeldOut) -> None:
    """Check that the held-out digits are there.

    Raises
    ------
    HeldOutMissing
    """
    heldout.digits()


def _chosen(student: Student, name: str, choices: tuple[str, ...]) -> str:
    """Return the text that a student chose."""
    answer = student.get(name)
    if answer is None:
        raise Failure(Outcome.WRONG, f"`{name}` has no value yet (it is None).")
    word = " ".join(answer.split()).lower() if isinstance(answer, str) else None
    found = next((choice for choice in choices if choice.lower() == word), None)
    assert found is not None, f"{name} must be one of the texts {', '.join(map(repr, choices))}."
    return found


def _judge(name: str, answer: str, right: str, hints: dict[str, Misconception]) -> None:
    if answer != right:
        raise Failure(Outcome.WRONG, f"`{name}` is not it.", misconception=hints.get(answer))


@graded(cell="test_standardize", points=1, asks="standardize gives the right numbers for both parts")
def test_standardize_values(student: Student) -> None:
    with speaking_of("standardize"):
        standardizing.VALUES.check(student)


@graded(
    cell="test_standardize",
    points=0.5,
    asks="standardize gives arrays of the right shapes, does not change its inputs, and takes read-only ones",
)
def test_standardize_untouched(student: Student) -> None:
    with speaking_of("standardize"):
        standardizing.UNTOUCHED.check(student)


@graded(cell="test_stroke", points=0.5, asks="stroke_value is what 255 becomes where training is always 0")
def test_stroke(student: Student) -> None:
    mistakes: list[tuple[Misconception, dict[str, Any]]] = [
        (wrong.NOT_SCALED, {"stroke_value": 255}),
        (wrong.SCALED_TO_ONE, {"stroke_value": 1}),
        (wrong.EPSILON_OUTSIDE, {"stroke_value": 255.0001}),
        (wrong.EPSILON_IN_VARIANCE, {"stroke_value": 25500}),
        (wrong.MULTIPLIED, {"stroke_value": 255 * 0.0001}),
    ]
    check_values(student, {"stroke_value": 255 / 0.0001}, mistakes)


@graded(
    cell="test_build_model",
    points=1.5,
    asks="build_model: two convolutions with ReLU and the max pooling",
)
def test_build_model_features(student: Student) -> None:
    architecture.check_features(student)


@graded(
    cell="test_build_model",
    points=1,
    asks="build_model: from the maps to the probabilities of the classes",
)
def test_build_model_classifier(student: Student) -> None:
    architecture.check_classifier(student)


@graded(cell="test_build_model", points=1, asks="build_model: both dropouts, with their rates")
def test_build_model_dropout(student: Student) -> None:
    architecture.check_dropout(student)


@graded(cell="test_build_model", points=0.5, asks="build_model(num_classes) with another number of classes")
def test_build_model_classes(student: Student) -> None:
    architecture.check_other_classes(student)


_NAMES = ("params_conv_1", "params_conv_2", "params_dense_1", "params_dense_2", "params_total")


def _counts(*numbers: int) -> dict[str, int]:
    return dict(zip(_NAMES, (*numbers, sum(numbers)), strict=True))


@graded(cell="test_summary", points=0.5, asks="the parameters of the four layers and of all together")
def test_summary_numbers(student: Student) -> None:
    mistakes = [
        (wrong.BIAS_NOT_COUNTED, _counts(288, 9216, 589824, 1280)),
        (wrong.CHANNELS_NOT_COUNTED, _counts(320, 320, 589952, 1290)),
    ]
    check_values(student, _counts(320, 9248, 589952, 1290), mistakes)


@graded(cell="test_summary", points=0.5, asks="most_parameters is the layer with most parameters")
def test_summary_most(student: Student) -> None:
    answer = _chosen(student, "most_parameters", _LAYERS)
    assert answer == "first Dense", "This is not it. Compare the numbers in the summary."


@graded(
    cell="test_summary",
    points=0.5,
    asks="params_without_pooling is what the first Dense layer would have without the pooling",
)
def test_summary_without_pooling(student: Student) -> None:
    mistakes = [
        (wrong.WITH_POOLING, {"params_without_pooling": 589952}),
        (wrong.BIAS_NOT_COUNTED, {"params_without_pooling": 24 * 24 * 32 * 128}),
        *(
            (wrong.SHRUNK_ONCE, {"params_without_pooling": (side * side * 32 + 1) * 128})
            for side in (22, 26, 28)
        ),
        (wrong.CHANNELS_NOT_COUNTED, {"params_without_pooling": (24 * 24 + 1) * 128}),
    ]
    check_values(student, {"params_without_pooling": (24 * 24 * 32 + 1) * 128}, mistakes)


@graded(cell="test_labels", points=1, asks="prepare_labels gives one-hot labels, or integers")
def test_labels(student: Student) -> None:
    loss.check_labels(student)


@graded(cell="test_compile", points=1, asks="compile_model: the loss is the cross-entropy with your labels")
def test_compile_loss(student: Student) -> None:
    loss.check_loss(student)


@graded(cell="test_compile", points=0.5, asks="compile_model: the accuracy is measured")
def test_compile_accuracy(student: Student) -> None:
    loss.check_accuracy_metric(student)


@graded(
    cell="test_train",
    points=1,
    asks="train trains the given model, with the given number of epochs and batch size",
)
def test_train_steps(student: Student) -> None:
    training.check_training(student)


@graded(cell="test_train", points=0.5, asks="train measures loss and accuracy on the validation images")
def test_train_validation(student: Student) -> None:
    training.check_validation(student)


@graded(cell="test_curves", points=0.5, asks="plot_curves draws the accuracy in training and validation")
def test_curves_accuracy(student: Student) -> None:
    curves.check_lines(student, "accuracy")


@graded(cell="test_curves", points=0.5, asks="plot_curves draws the loss in training and validation")
def test_curves_loss(student: Student) -> None:
    curves.check_lines(student, "loss")


@graded(cell="test_best_epoch", points=0.5, asks="best_epoch finds the highest validation accuracy")
def test_best_epoch(student: Student) -> None:
    with speaking_of("best_epoch"):
        curves.BEST_EPOCH.check(student)


@graded(cell="test_reading", points=0.5, asks="overfitting_run and unfinished_run name the two runs")
def test_reading_runs(student: Student) -> None:
    runs = ("A", "B", "C")
    given = (_chosen(student, "overfitting_run", runs), _chosen(student, "unfinished_run", runs))
    if given == ("B", "C"):
        return
    hints = {("C", "B"): wrong.RUNS_EXCHANGED, ("A", "C"): wrong.HIGHER_IS_OVERFITTING}
    told = [f"`{name}`" for name, run, right in _pairs(given) if run != right]
    raise Failure(Outcome.WRONG, f"Not right: {' and '.join(told)}.", misconception=hints.get(given))


def _pairs(given: tuple[str, str]) -> list[tuple[str, str, str]]:
    return list(zip(("overfitting_run", "unfinished_run"), given, ("B", "C"), strict=True))


@graded(cell="test_reading", points=0.5, asks="why_validation_higher explains run A")
def test_reading_why(student: Student) -> None:
    answer = _chosen(student, "why_validation_higher", _REASONS)
    hints = {"overfitting": wrong.HIGHER_IS_OVERFITTING, "easier images": wrong.TRAINED_ON_BOTH}
    _judge("why_validation_higher", answer, "dropout", hints)


@graded(cell="test_maps", points=1.5, asks="activation_maps gives the maps of the first convolution")
def test_maps(student: Student) -> None:
    curves.check_maps(student)


@graded(cell="test_read_map", points=0.5, asks="bright_where says where the map is bright")
def test_read_map(student: Student) -> None:
    hints = {
        "upper edges": wrong.SIGNS_EXCHANGED,
        "left edges": wrong.DIRECTION_EXCHANGED,
        "right edges": wrong.DIRECTION_EXCHANGED,
        "all edges": wrong.RELU_FORGOTTEN,
        "inside": wrong.WEIGHTS_ADD_UP_TO_0,
    }
    _judge("bright_where", _chosen(student, "bright_where", _PLACES), "lower edges", hints)


@graded(
    cell="test_accuracy",
    points=1,
    asks=f"at least {ENOUGH:.0%} of unseen digits are read rightly",
)
def test_accuracy_enough(student: Student, heldout: HeldOut) -> None:
    _check_share(student, heldout, ENOUGH)


@graded(
    cell="test_accuracy",
    points=1,
    asks=f"at least {GOOD:.0%} of unseen digits are read rightly",
)
def test_accuracy_good(student: Student, heldout: HeldOut) -> None:
    _check_share(student, heldout, GOOD)


_share_right = Once(unseen.share_right)


def _check_share(student: Student, heldout: HeldOut, least: float) -> None:
    share = _share_right(student, heldout)
    assert share >= least, f"Your network reads {share:.1%} of them rightly. {least:.0%} are asked for."
