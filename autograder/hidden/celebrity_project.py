# ruff: noqa: D103 - the marker of each test says what it is about
"""The hidden tests of the assignment celebrity_project.

The points of a cell's tests add up to the points of the cell in the notebook. The tests that show
held-out images stand last: after these the notebook's process is ended.
"""

from __future__ import annotations

import pytest

from autograder.datasets.heldout import HeldOut
from autograder.entries import Entry
from autograder.hidden import celebrity_project_functions as functions
from autograder.hidden import celebrity_project_predictions as predictions
from autograder.hidden.celebrity_project_suspects import check_suspects
from autograder.student import Student

graded = pytest.mark.graded


def check_heldout(heldout: HeldOut) -> None:
    """Check that the held-out faces are there, before anything is graded."""
    heldout.faces()


@graded(cell="test_count_people", points=1, asks="count_people(y) counts the images of each person")
def test_count_people(student: Student) -> None:
    functions.COUNTS.check(student)


@graded(
    cell="test_colour_statistics",
    points=1,
    asks="colour_statistics(images) gives mean and standard deviation of each colour channel",
)
def test_colour_statistics_values(student: Student) -> None:
    functions.STATISTICS.check(student)


@graded(
    cell="test_colour_statistics",
    points=0.5,
    asks="colour_statistics gives two times three numbers, and leaves its input as it is, read-only or not",
)
def test_colour_statistics_untouched(student: Student) -> None:
    functions.STATISTICS_UNTOUCHED.check(student)


@graded(
    cell="test_prepare",
    points=1,
    asks="prepare(images, mean, std) standardises with the given numbers, whatever the batch",
)
def test_prepare_values(student: Student) -> None:
    functions.PREPARED.check(student)


@graded(
    cell="test_prepare",
    points=0.5,
    asks="prepare gives an array of the right shape, does not change its inputs, and takes read-only ones",
)
def test_prepare_untouched(student: Student) -> None:
    functions.PREPARE_UNTOUCHED.check(student)


@graded(
    cell="test_predict", points=1, asks="predict answers the validation images with probabilities or labels"
)
def test_predict_form(student: Student, heldout: HeldOut) -> None:
    predictions.check_form(student, heldout)


@graded(
    cell="test_predict",
    points=1,
    asks="predict gives an image the same answer every time, whatever the order and size of the batch",
)
def test_predict_order(student: Student, heldout: HeldOut) -> None:
    predictions.check_order(student, heldout)


@graded(cell="test_confusion", points=1, asks="confusion(y_true, y_pred) counts who was taken for whom")
def test_confusion(student: Student) -> None:
    functions.CONFUSION.check(student)


@graded(cell="test_suspects", points=0.5, asks="suspects is a ranked list of different training images")
def test_suspects_form(student: Student, heldout: HeldOut) -> None:
    check_suspects(student, heldout, None)


@graded(
    cell="test_suspects",
    points=1,
    asks="at least a third of the first suspects have a wrong label (if the data set knows them)",
)
def test_suspects_third(student: Student, heldout: HeldOut) -> None:
    check_suspects(student, heldout, 1 / 3)


@graded(
    cell="test_suspects",
    points=1.5,
    asks="at least two thirds of the first suspects have a wrong label (if the data set knows them)",
)
def test_suspects_two_thirds(student: Student, heldout: HeldOut) -> None:
    check_suspects(student, heldout, 2 / 3)


@graded(
    cell="test_predict",
    points=1,
    asks="predict gives an image the same answer whatever other images come with it",
)
def test_predict_neighbours(student: Student, heldout: HeldOut, entry: Entry) -> None:
    predictions.check_neighbours(student, heldout, entry)


_WAY = [
    pytest.param(
        step,
        marks=graded(
            cell="test_accuracy",
            points=1,
            asks=f"held-out images: {step} of {predictions.STEPS} steps from chance to the target accuracy",
        ),
    )
    for step in range(1, predictions.STEPS + 1)
]


@pytest.mark.parametrize("step", _WAY)
def test_accuracy(student: Student, heldout: HeldOut, entry: Entry, step: int) -> None:
    predictions.check_accuracy(student, heldout, entry, step)
