from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from stand_in import StandIn

from autograder.outcomes import Failure, Misconception, Outcome
from autograder.student import Call
from autograder.untouched import Untouched

IN_PLACE = Misconception("input changed in place", "Work on a new array.")
CHECK = Untouched(
    "clip",
    [Call((np.array([-1.0]),)), Call((np.array([[2.0, -3.0]]),))],
    lambda x: np.maximum(x, 0),
    names=("x",),
    misconception=IN_PLACE,
)


def writes(x: Any) -> Any:
    x[x < 0] = 0
    return x


def writes_where_it_may(x: Any) -> Any:
    if x.flags.writeable:
        x[x < 0] = 0
    return np.maximum(x, 0)


def resizes(x: Any) -> Any:
    result = np.maximum(x, 0)
    if x.flags.writeable:
        x.resize((5,), refcheck=False)
    return result


def needs_writeable(x: Any) -> Any:
    x[...] = x
    return np.maximum(x, 0)


@pytest.mark.parametrize(
    "function", [lambda x: np.maximum(x, 0), lambda x: (x * 0).tolist(), lambda x: -x, lambda x: x]
)
def test_wrong_values_do_not_matter(function: Callable[..., Any]) -> None:
    CHECK.check(StandIn({"clip": function}))


@pytest.mark.parametrize("function", [writes, writes_where_it_may, resizes, needs_writeable])
def test_a_changed_input_is_named(function: Callable[..., Any]) -> None:
    with pytest.raises(Failure) as caught:
        CHECK.check(StandIn({"clip": function}))
    assert caught.value.misconception == IN_PLACE
    assert caught.value.example is not None
    assert caught.value.example.asked == "clip([-1])"


@pytest.mark.parametrize("function", [lambda x: None, lambda x: 0, lambda x: x[None], lambda x: x[5]])
def test_a_function_that_does_nothing_or_fails_does_not_pass(function: Callable[..., Any]) -> None:
    with pytest.raises(Failure) as caught:
        CHECK.check(StandIn({"clip": function}))
    assert caught.value.misconception != IN_PLACE


def test_the_message_shows_the_array_before_and_after() -> None:
    with pytest.raises(Failure, match=r"`x` was \[0\]; before, it was \[-1\]") as caught:
        CHECK.check(StandIn({"clip": writes}))
    assert caught.value.outcome is Outcome.WRONG


def test_a_missing_function_is_told_without_an_example() -> None:
    with pytest.raises(Failure) as caught:
        CHECK.check(StandIn({}))
    assert caught.value.example is None
