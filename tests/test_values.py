from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stand_in import StandIn

from autograder.outcomes import Failure, Misconception, Outcome
from autograder.sandbox.wire import Opaque
from autograder.values import check_values

TRANSPOSED = Misconception("map transposed", "Rows and columns are exchanged.")
WANTED = {"one": 10.5, "grid": [[1.5, 2], [3, 4]]}
MISTAKES = [(TRANSPOSED, {"one": 10.5, "grid": [[1.5, 3], [2, 4]]})]


def failure_of(**names: Any) -> Failure:
    with pytest.raises(Failure) as caught:
        check_values(StandIn(names), WANTED, MISTAKES)
    return caught.value


@pytest.mark.parametrize(
    "names",
    [
        {"one": 10.5, "grid": [[1.5, 2], [3, 4]]},
        {"one": np.array([[10.5]]), "grid": np.float32([[1.5, 2], [3, 4]])},
        {"one": [10.51], "grid": ((1.49, 2), (3, 4.01))},
    ],
)
def test_right_values_pass(names: dict[str, Any]) -> None:
    check_values(StandIn(names), WANTED)


def test_it_is_said_what_is_right_and_what_is_wrong_but_not_the_answer() -> None:
    failure = failure_of(one=10.5, grid=[[7, 2], [3, 8]])
    assert failure.outcome is Outcome.WRONG
    assert "`grid` has 2 of 4 numbers right, wrong are [0, 0], [1, 1]" in failure.message
    assert "Right: `one`" in failure.message
    assert failure.example is not None
    assert failure.example.expected is None
    shown = failure.message + failure.example.asked
    assert "1.5" not in shown
    assert "10.5" not in shown


def test_a_misconception_is_named_if_it_explains_all_values() -> None:
    assert failure_of(one=10.5, grid=[[1.5, 3], [2, 4]]).misconception == TRANSPOSED
    assert failure_of(one=10.5, grid=[[1.5, 3], [2, 5]]).misconception is None
    assert failure_of(one=1, grid=[[1.5, 3], [2, 4]]).misconception is None


@pytest.mark.parametrize("one", [10, 11])
def test_rounding_is_named(one: int) -> None:
    misconception = failure_of(one=one, grid=[[2, 2], [3, 4]]).misconception
    assert misconception is not None
    assert misconception.name == "rounded to whole numbers"


def test_a_comma_in_a_number_is_named() -> None:
    misconception = failure_of(one=(10, 5), grid=[[1.5, 2], [3, 4]]).misconception
    assert misconception is not None
    assert misconception.name == "comma in a number"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        [1, 2],
        [[1, 2], [3]],
        np.zeros((2, 2, 2)),
        float("nan"),
        10**400,
        {},
        Opaque("Model"),
        1j,
    ],
)
def test_strange_values_are_wrong(value: Any) -> None:
    failure = failure_of(one=10.5, grid=value)
    assert failure.outcome is Outcome.WRONG
    assert "`grid`" in failure.message


def test_nan_is_wrong() -> None:
    assert "`one` is wrong" in failure_of(one=np.nan, grid=WANTED["grid"]).message


def test_a_missing_name_is_told() -> None:
    assert "grid" in failure_of(one=10.5).message
