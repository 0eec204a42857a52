"""The hidden tests of keras_cnn other than those of the network and its training."""

from __future__ import annotations

import numpy as np
import pytest
from course import read
from keras_cnn import ASSIGNMENT, TESTS, lost, names_of, solved_names

from autograder.hidden import keras_cnn as suite
from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden.keras_cnn_curves import BEST_EPOCH
from autograder.hidden.keras_cnn_standardize import VALUES, standardize
from autograder.outcomes import Misconception
from autograder.properties import ANYTHING, Mistake, Property
from autograder.suite import check_points, parts


def test_a_right_hand_in_loses_nothing() -> None:
    assert not lost()


def test_an_empty_hand_in_earns_nothing() -> None:
    released = [
        cell.source
        for cell in read("release", ASSIGNMENT).cells
        if cell.cell_type == "code" and cell.metadata.nbgrader.solution
    ]
    assert len(lost(*released)) == len(TESTS) - 2


def test_points_are_those_of_the_notebook() -> None:
    check_points(ASSIGNMENT, read("release", ASSIGNMENT))
    assert sum(part.points for part in parts(ASSIGNMENT)) == 18


def test_the_private_tests_come_last() -> None:
    assert list(TESTS)[-2:] == ["accuracy_enough", "accuracy_good"]
    assert suite.ENOUGH < suite.GOOD < 0.95


def test_misconceptions_have_names_of_their_own() -> None:
    named = [value for value in vars(wrong).values() if isinstance(value, Misconception)]
    assert len({one.hint for one in named}) == len(named)


# standardize

MISTAKES = [
    pytest.param(prop, mistake, id=f"{prop.function}-{number}-{mistake.misconception.name}")
    for prop in (VALUES, BEST_EPOCH)
    for number, mistake in enumerate(prop.mistakes)
]


@pytest.mark.parametrize(("prop", "mistake"), MISTAKES)
def test_each_mistake_differs_from_what_is_right(prop: Property, mistake: Mistake) -> None:
    differing = 0
    for trial in prop.battery:
        answer = mistake.answer(*trial.call.args)
        if answer is not ANYTHING:
            found = np.asarray(answer, dtype=float)
            same_shape = found.shape == trial.expected.shape
            differing += not same_shape or bool((np.abs(found - trial.expected) > trial.tolerance).any())
    assert differing >= 2


def test_standardised_training_images_have_mean_0_and_deviation_1() -> None:
    images = np.random.default_rng(0).normal(50, 20, size=(40, 3, 4))
    later = np.random.default_rng(1).normal(50, 20, size=(5, 3, 4))
    result = standardize(images, later)
    np.testing.assert_allclose(result[:40].mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(result[:40].std(axis=0), 1, atol=1e-4)
    expected = (later - images.mean(axis=0)) / (images.std(axis=0) + 0.0001)
    np.testing.assert_allclose(result[40:], expected)


MEAN_AND_STD = "def standardize(a, b):\n    m, s = a.mean(axis=0), a.std(axis=0)\n    "


@pytest.mark.parametrize(
    "style",
    [
        MEAN_AND_STD + "return [(a - m) / (s + 1e-4), (b - m) / (s + 1e-4)]",
        "def standardize(a, b):\n    a, b = a.astype('float32'), b.astype('float32')\n"
        "    m, s = a.mean(0), a.std(0) + np.float32(1e-4)\n    return (a - m) / s, (b - m) / s",
        "def standardize(a, b):\n    a = keras.ops.convert_to_tensor(a, 'float32')\n"
        "    m, s = keras.ops.mean(a, 0), keras.ops.std(a, 0) + 1e-4\n    return (a - m) / s, (b - m) / s",
        "def standardize(a, b):\n    m, s = np.mean(a, axis=0), np.std(a, axis=0) + 1e-4\n"
        "    return np.array([(x - m) / s for x in a]), np.array([(x - m) / s for x in b])",
    ],
)
def test_standardize_passes_in_any_style(style: str) -> None:
    assert not lost(style, only="standardize")


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("m, s = b.mean(axis=0), b.std(axis=0)", None),
        ("return (a - m) / (s + 1e-4), (b - b.mean(axis=0)) / (b.std(axis=0) + 1e-4)", wrong.OWN_STATISTICS),
        (
            "return (a - a.mean()) / (a.std() + 1e-4), (b - a.mean()) / (a.std() + 1e-4)",
            wrong.ONE_NUMBER_FOR_ALL,
        ),
        ("s[s == 0] = 1\n    return (a - m) / s, (b - m) / s", wrong.NO_EPSILON),
        ("return (a - m) / np.sqrt(s**2 + 1e-4), (b - m) / np.sqrt(s**2 + 1e-4)", wrong.EPSILON_IN_VARIANCE),
        ("return (a - m) / (s**2 + 1e-4), (b - m) / (s**2 + 1e-4)", wrong.VARIANCE),
        ("return a / (s + 1e-4), b / (s + 1e-4)", wrong.NOT_CENTRED),
        ("return a - m, b - m", wrong.NOT_SCALED),
        ("return a / 255, b / 255", wrong.SCALED_TO_ONE),
        ("return (b - m) / (s + 1e-4), (a - m) / (s + 1e-4)", wrong.SWAPPED_RESULTS),
        ("return ((a - m) / (s + 1e-4)).astype(int), ((b - m) / (s + 1e-4)).astype(int)", wrong.ROUNDED),
    ],
)
def test_mistakes_in_standardize_are_named(function: str, name: Misconception | None) -> None:
    failures = lost(MEAN_AND_STD + function, only="standardize_values")
    assert failures["standardize_values"].message.count("look_at_") == 0
    if name is not None:
        assert names_of(failures) == {"standardize_values": name.name}


def test_standardize_that_changes_its_inputs_is_named() -> None:
    in_place = MEAN_AND_STD + (
        "if a.dtype == float:\n        a -= m; a /= s + 1e-4; b -= m; b /= s + 1e-4\n        return a, b\n"
        "    return (a - m) / (s + 1e-4), (b - m) / (s + 1e-4)"
    )
    assert names_of(lost(in_place, only="standardize")) == {
        "standardize_untouched": wrong.CHANGED_IN_PLACE.name
    }


def test_one_array_for_two_is_told() -> None:
    for failure in lost(MEAN_AND_STD + "return (a - m) / (s + 1e-4)", only="standardize").values():
        assert "standardize should return two arrays" in failure.message


# questions and numbers


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("stroke_value = 255", {"stroke": wrong.NOT_SCALED}),
        ("stroke_value = 1.0", {"stroke": wrong.SCALED_TO_ONE}),
        ("stroke_value = float('inf')", {"stroke": None}),
        ("params_conv_2 = 320; params_total -= 8928", {"summary_numbers": wrong.CHANNELS_NOT_COUNTED}),
        (
            "params_conv_1, params_conv_2, params_dense_1, params_dense_2 = 288, 9216, 589824, 1280\n"
            "params_total = 600608",
            {"summary_numbers": wrong.BIAS_NOT_COUNTED},
        ),
        ("params_total = 600809", {"summary_numbers": None}),
        ("most_parameters = ' First dense '", {}),
        ("most_parameters = 'second convolution'", {"summary_most": None}),
        ("most_parameters = 3", {"summary_most": None}),
        ("params_without_pooling = 589952", {"summary_without_pooling": wrong.WITH_POOLING}),
        ("overfitting_run, unfinished_run = 'C', 'B'", {"reading_runs": wrong.RUNS_EXCHANGED}),
        ("overfitting_run = 'A'", {"reading_runs": wrong.HIGHER_IS_OVERFITTING}),
        ("overfitting_run = ['A', 'B', 'C']", {"reading_runs": None}),
        ("why_validation_higher = 'overfitting'", {"reading_why": wrong.HIGHER_IS_OVERFITTING}),
        ("why_validation_higher = 'easier images'", {"reading_why": wrong.TRAINED_ON_BOTH}),
        ("why_validation_higher = 'standardising'", {"reading_why": None}),
        ("bright_where = 'upper edges'", {"read_map": wrong.SIGNS_EXCHANGED}),
        ("bright_where = 'left edges'", {"read_map": wrong.DIRECTION_EXCHANGED}),
        ("bright_where = 'all edges'", {"read_map": wrong.RELU_FORGOTTEN}),
        ("bright_where = 'inside'", {"read_map": wrong.WEIGHTS_ADD_UP_TO_0}),
    ],
)
def test_answers_are_judged(change: str, expected: dict[str, Misconception | None]) -> None:
    found = {}
    for prefix in ("stroke", "summary", "reading", "read_map"):
        found |= names_of(lost(change, only=prefix))
    assert found == {name: one.name if one else None for name, one in expected.items()}


def test_numbers_of_the_summary_are_those_of_keras() -> None:
    names = solved_names()
    model = names["build_model"]()
    counts = [layer.count_params() for layer in model.layers if layer.count_params()]
    stated = ["params_conv_1", "params_conv_2", "params_dense_1", "params_dense_2"]
    assert counts == [names[name] for name in stated] == [320, 9248, 589952, 1290]
    assert model.count_params() == names["params_total"] == 600810
    L = names["layers"]  # noqa: N806
    kept = [layer for layer in model.layers if not isinstance(layer, L.MaxPooling2D)]
    without = names["keras"].Sequential([names["keras"].Input((28, 28, 1)), *map(_again, kept)])
    dense = next(layer for layer in without.layers if isinstance(layer, L.Dense))
    assert dense.count_params() == names["params_without_pooling"]


def _again(layer: object) -> object:
    return type(layer).from_config(layer.get_config())  # type: ignore[attr-defined]


def test_the_map_of_the_ring_is_bright_at_lower_edges() -> None:
    names = solved_names()
    kernel, ring = names["edge_kernel"], names["ring"]
    windows = np.lib.stride_tricks.sliding_window_view(ring, (3, 3))
    bright = np.maximum((windows * kernel).sum(axis=(2, 3)), 0) > 300
    rows, cols = np.nonzero(bright)
    assert len(rows) > 10
    for row, col in zip(rows, cols, strict=True):
        assert ring[row, col : col + 3].mean() > ring[row + 2, col : col + 3].mean()
    assert names["bright_where"] == "lower edges"
