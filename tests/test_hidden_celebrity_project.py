from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sklearn import metrics
from stand_in import StandIn

from autograder.hidden import celebrity_project as suite
from autograder.hidden import celebrity_project_functions as functions
from autograder.outcomes import Failure
from autograder.properties import Property
from autograder.untouched import Untouched

Function = Callable[..., Any]

RIGHT: dict[str, Function] = {
    "count_people": functions.count_people,
    "colour_statistics": functions.colour_statistics,
    "prepare": functions.prepare,
    "confusion": functions.confusion,
}
CHECKS: dict[str, Property | Untouched] = {
    name: value for name, value in vars(functions).items() if isinstance(value, Property | Untouched)
}
MISTAKES = [
    pytest.param(check, mistake, id=f"{name}-{number}-{mistake.misconception.name}")
    for name, check in CHECKS.items()
    if isinstance(check, Property)
    for number, mistake in enumerate(check.mistakes)
]


def lost(**names: Function) -> dict[str, Failure]:
    """Return the checks that functions fail which are right but for some of them."""
    failures = {}
    for name, check in CHECKS.items():
        try:
            check.check(StandIn({**RIGHT, **names}))  # type: ignore[arg-type]
        except Failure as failure:
            failures[name] = failure
    return failures


def test_right_functions_lose_nothing() -> None:
    assert set(CHECKS) == {
        "COUNTS",
        "STATISTICS",
        "STATISTICS_UNTOUCHED",
        "PREPARED",
        "PREPARE_UNTOUCHED",
        "CONFUSION",
    }
    assert not lost()


def test_references_agree_with_numpy_and_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (9, 5, 4, 3), dtype=np.uint8)
    mean, std = functions.colour_statistics(images)
    np.testing.assert_allclose(mean, images.mean(axis=(0, 1, 2)))
    np.testing.assert_allclose(std, images.std(axis=(0, 1, 2)))
    prepared = functions.prepare(images, mean, std)
    np.testing.assert_allclose(prepared.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(prepared.std(axis=(0, 1, 2)), 1)
    shown, answered = rng.integers(0, 8, (2, 50))
    expected = metrics.confusion_matrix(shown, answered, labels=np.arange(8))
    np.testing.assert_array_equal(functions.confusion(shown, answered), expected)
    np.testing.assert_array_equal(functions.count_people(shown), expected.sum(axis=1))


@pytest.mark.parametrize(("check", "mistake"), MISTAKES)
def test_each_mistake_fails_and_is_named(check: Property, mistake: Any) -> None:
    with pytest.raises(Failure) as caught:
        check.check(StandIn({check.function: mistake.answer}))  # type: ignore[arg-type]
    assert caught.value.misconception is not None
    assert caught.value.misconception.name == mistake.misconception.name


def in_float32(images: npt.NDArray[Any]) -> npt.NDArray[Any]:
    pixels = images.astype(np.float32)
    return np.stack([pixels.mean(axis=(0, 1, 2)), pixels.std(axis=(0, 1, 2))])


def by_formula(images: npt.NDArray[Any]) -> tuple[list[float], list[float]]:
    means, deviations = [], []
    for channel in range(3):
        values = images[..., channel].ravel() / 1.0
        means.append(float(np.sum(values) / len(values)))
        deviations.append(float(np.sqrt(np.mean((values - means[-1]) ** 2))))
    return means, deviations


def channel_by_channel(images: npt.NDArray[Any], mean: Any, std: Any) -> npt.NDArray[Any]:
    result = np.empty(images.shape, dtype="float32")
    for channel in range(3):
        result[..., channel] = (images[..., channel] - mean[channel]) / std[channel]
    return result


def with_tuples(y_true: Any, y_pred: Any) -> list[list[float]]:
    pairs = list(zip(y_true.tolist(), y_pred.tolist(), strict=True))
    return [[float(pairs.count((row, column))) for column in range(8)] for row in range(8)]


@pytest.mark.parametrize(
    ("name", "written_otherwise"),
    [
        ("count_people", lambda y: [int((y == person).sum()) for person in range(8)]),
        ("count_people", lambda y: np.eye(8)[y].sum(axis=0)),
        ("count_people", lambda y: tuple(np.histogram(y, bins=np.arange(9))[0])),
        ("colour_statistics", in_float32),
        ("colour_statistics", by_formula),
        ("colour_statistics", lambda images: (images.reshape(-1, 3).mean(0), images.reshape(-1, 3).std(0))),
        ("prepare", channel_by_channel),
        ("prepare", lambda images, mean, std: ((images - mean) / std).astype(np.float32)),
        ("prepare", lambda images, mean, std: images / std - mean / std),
        ("confusion", with_tuples),
        ("confusion", lambda a, b: np.bincount(8 * a.astype(int) + b, minlength=64).reshape(8, 8)),
        ("confusion", lambda a, b: np.eye(8)[a].T @ np.eye(8)[b]),
        ("confusion", lambda a, b: metrics.confusion_matrix(a, b, labels=range(8))),
    ],
)
def test_other_styles_are_right(name: str, written_otherwise: Function) -> None:
    assert not lost(**{name: written_otherwise})


def in_place(images: npt.NDArray[Any], mean: Any, std: Any) -> npt.NDArray[Any]:
    right = functions.prepare(images, mean, std)
    images[:] = 0
    return right


def test_functions_that_change_their_input_lose_only_that() -> None:
    failures = lost(prepare=in_place)
    assert "PREPARE_UNTOUCHED" in failures
    named = failures["PREPARE_UNTOUCHED"].misconception
    assert named is not None and named.name == "input changed in place"


def test_points_and_cells_add_up_to_those_of_the_project() -> None:
    points: dict[str, float] = {}
    for function in vars(suite).values():
        for mark in getattr(function, "pytestmark", []):
            if mark.name == "graded":
                points[mark.kwargs["cell"]] = points.get(mark.kwargs["cell"], 0) + mark.kwargs["points"]
    assert points == {
        "test_count_people": 1,
        "test_colour_statistics": 1.5,
        "test_prepare": 1.5,
        "test_predict": 3,
        "test_confusion": 1,
        "test_suspects": 3,
    }


def test_questions_with_held_out_images_come_last() -> None:
    tests = [name for name in vars(suite) if name.startswith("test_")]
    assert tests[-2:] == ["test_predict_neighbours", "test_accuracy"]
