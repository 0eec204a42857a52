from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.comparison import MAX_TEXT, NotNumbers, as_array, close, render, render_call, same
from autograder.sandbox.wire import Opaque


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (3, 3.0),
        (True, 1.0),
        (2.5, 2.5),
        (np.float32(0.5), 0.5),
        (np.array(7, dtype=np.uint8), 7.0),
        ([[1, 2.5], [3, 4]], [[1, 2.5], [3, 4]]),
        (((1, 2), [3, 4]), [[1, 2], [3, 4]]),
        ([np.array([1, 2]), np.array([3, 4])], [[1, 2], [3, 4]]),
        (np.array([[250]], dtype=np.uint8), [[250]]),
        ([2**63, -1], [2.0**63, -1]),
        (2**70, 2.0**70),
        (3 + 0j, 3.0),
        ([1 + 0j, 2], [1, 2]),
        (np.array([1 + 0j]), [1]),
        ([], []),
    ],
)
def test_numbers_in_any_form_are_read(value: Any, numbers: Any) -> None:
    array = as_array(value)
    assert array.dtype == np.float64
    assert np.array_equal(array, np.array(numbers, dtype=float))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "1",
        ["1", "2"],
        [1, None],
        [[1, 2], [3]],
        [[1], 2],
        {"a": 1},
        [{}],
        1 + 2j,
        [1j, 1],
        np.array([1j]),
        np.array(["1"]),
        np.array([None]),
        [10**400],
        [10**400, 1.5],
        nested(33),
        nested(100_000),
        [np.array([1, 2]), np.array([1])],
        np.broadcast_to(np.float64(1), (10**9,)),
        [[0] * 1000] * 101,
        Opaque("Model"),
        [Opaque("Model")],
        object(),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_anything_else_is_refused_with_a_reason(value: Any) -> None:
    with pytest.raises(NotNumbers, match="."):
        as_array(value)


def test_nan_and_infinity_are_never_equal() -> None:
    odd = np.array([np.nan, np.inf, -np.inf])
    assert not close(odd, odd, np.inf).any()
    assert not same(np.array(np.inf), np.array(np.inf), 1.0)


def test_arrays_of_different_shape_are_not_the_same() -> None:
    assert not same(np.zeros((1, 2)), np.zeros((2, 1)), 1.0)
    assert same(np.zeros((1, 2)), np.full((1, 2), 0.5), 0.5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([[1.0, 0.5]]), "[[1, 0.5]]"),
        (np.array([[200, 100]], dtype=np.uint8), "np.array([[200, 100]], dtype=uint8)"),
        (np.float32([0.1]), "np.array([0.1], dtype=float32)"),
        (np.array([-0.0]), "[0]"),
        (1 / 3, "0.333333"),
        (float("nan"), "nan"),
        (-np.inf, "-inf"),
        ((1, 2), "(1, 2)"),
        ((1,), "(1,)"),
        ([[1, None], "a"], "[[1, None], 'a']"),
        ([10**5000], "[an integer of 16610 bits]"),
        (np.zeros((0, 3)), "an array of shape (0, 3) and dtype float64"),
        (np.zeros((50, 50)), "an array of shape (50, 50) and dtype float64"),
        (Opaque("Model"), "an object of type Model"),
        ({"a": 1}, "a dictionary"),
    ],
)
def test_values_are_shown_as_short_text(value: Any, text: str) -> None:
    assert render(value) == text


@pytest.mark.parametrize(
    "value", [[0.1] * 10**6, [[0.1] * 1000] * 1000, "x" * 10**6, nested(5000), [[]] * 10**5]
)
def test_no_value_makes_a_long_text(value: Any) -> None:
    assert len(render(value)) <= MAX_TEXT


def test_calls_look_like_python() -> None:
    text = render_call(
        "conv2d", (np.array([[1.0, 0.0]]), np.array([[2.0]])), {"stride": 2, "padding": "same"}
    )
    assert text == "conv2d([[1, 0]], [[2]], stride=2, padding='same')"
