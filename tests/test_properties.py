from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from stand_in import StandIn

from autograder.outcomes import Failure, Misconception, Outcome
from autograder.properties import AGAIN_CALLS, ANYTHING, NOT_TWICE, SHRINK_CALLS, Mistake, Property
from autograder.student import Answer, Call

TRIPLED = Misconception("tripled", "Twice, not three times.")
SHIFTED = Misconception("shifted", "Nothing is added.")
LONG_ONLY = Misconception("long lists only", "Lists may be short.")


def make_property(**options: Any) -> Property:
    """The property that `double(x)` is 2 x, for one-dimensional x of up to 20 numbers."""
    numbers = st.lists(st.integers(-50, 50), min_size=1, max_size=20)
    return Property(
        "double",
        numbers.map(lambda x: Call((np.array(x, dtype=float),))),
        lambda x: 2 * x,
        scale=lambda x: float(np.abs(x).max()),
        **options,
    )


def failure_of(prop: Property, function: Callable[..., Any]) -> Failure:
    with pytest.raises(Failure) as caught:
        prop.check(StandIn({"double": function}))
    return caught.value


@pytest.mark.parametrize(
    "function",
    [
        lambda x: 2 * x,
        lambda x: (2 * x).tolist(),
        lambda x: tuple(2 * x),
        lambda x: (2 * x).astype(int),
        lambda x: (2 * x).astype(np.float32),
        lambda x: 2 * x * (1 + 1e-6),
        lambda x: 2 * x + 0j,
    ],
)
def test_a_right_function_passes_whatever_the_form_of_its_results(function: Callable[..., Any]) -> None:
    make_property().check(StandIn({"double": function}))


def test_a_right_function_is_called_once_per_input() -> None:
    prop = make_property()
    student = StandIn({"double": lambda x: 2 * x})
    prop.check(student)
    assert student.calls == len(prop.battery)


def test_the_battery_is_the_same_in_each_property_and_begins_with_the_simplest() -> None:
    first, second = make_property().battery, make_property().battery
    assert [trial.asked for trial in first] == [trial.asked for trial in second]
    assert [trial.numbers for trial in first] == sorted(trial.numbers for trial in first)
    assert len({trial.asked for trial in first}) > 20


def test_edge_cases_are_tried() -> None:
    prop = make_property(edges=[Call((np.array([1234.5]),))])
    failure = failure_of(prop, lambda x: 2 * x if 1234.5 not in x else x)
    assert failure.example is not None
    assert failure.example.asked == "double([1234.5])"


def test_the_example_is_the_smallest_failing_input() -> None:
    failure = failure_of(make_property(), lambda x: 2 * x if len(x) < 8 else x)
    assert failure.outcome is Outcome.WRONG
    assert failure.example is not None
    asked = failure.example.asked.removeprefix("double(").removesuffix(")")
    assert len(asked.split(",")) == 8
    assert failure.example.returned == asked
    assert failure.example.expected is not None


def test_looking_for_a_small_example_has_a_budget() -> None:
    prop = make_property()
    student = StandIn({"double": lambda x: 2 * x if len(x) < 15 else x})
    with pytest.raises(Failure):
        prop.check(student)
    assert student.calls <= len(prop.battery) + SHRINK_CALLS + AGAIN_CALLS


def test_a_misconception_is_named_if_it_explains_everything() -> None:
    mistakes = [Mistake(SHIFTED, lambda x: 2 * x + 1), Mistake(TRIPLED, lambda x: 3 * x)]
    assert failure_of(make_property(mistakes=mistakes), lambda x: 3 * x).misconception == TRIPLED


def test_a_misconception_is_not_named_if_one_answer_speaks_against_it() -> None:
    prop = make_property(mistakes=[Mistake(TRIPLED, lambda x: 3 * x)])
    assert failure_of(prop, lambda x: 3 * x if len(x) < 10 else x).misconception is None


def test_a_misconception_is_not_named_after_a_single_wrong_answer() -> None:
    prop = make_property(
        edges=[Call((np.array([77.5]),))],
        mistakes=[Mistake(TRIPLED, lambda x: 3 * x if 77.5 in x else 2 * x)],
    )
    assert failure_of(prop, lambda x: 3 * x if 77.5 in x else 2 * x).misconception is None


def test_a_misconception_may_say_nothing_about_some_inputs() -> None:
    def only_short(x: Any) -> Any:
        if len(x) > 5:
            raise ValueError
        return 3 * x

    prop = make_property(mistakes=[Mistake(TRIPLED, only_short)])
    assert failure_of(prop, lambda x: 3 * x if len(x) <= 5 else x).misconception == TRIPLED


def test_a_misconception_may_spoil_answers_in_any_way() -> None:
    prop = make_property(mistakes=[Mistake(LONG_ONLY, lambda x: 2 * x if len(x) > 3 else ANYTHING)])
    assert failure_of(prop, lambda x: 2 * x if len(x) > 3 else None).misconception == LONG_ONLY
    assert failure_of(prop, lambda x: 2 * x if len(x) < 9 else None).misconception != LONG_ONLY


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda x: None, "None"),
        (lambda x: "2", "text"),
        (lambda x: [[1], [2, 3]], "different lengths"),
        (lambda x: np.full(x.shape, np.nan), "nan"),
        (lambda x: x[None], "shape"),
        (lambda x: 3.0, "single number"),
        (lambda x: {"x": 2 * x}, "dictionary"),
        (lambda x: 2j * x, "complex"),
    ],
)
def test_the_message_says_what_is_wrong_with_a_result(function: Callable[..., Any], part: str) -> None:
    failure = failure_of(make_property(), function)
    assert failure.outcome is Outcome.WRONG
    assert part in failure.message


def test_printing_for_returning_is_named() -> None:
    misconception = failure_of(make_property(), print).misconception
    assert misconception is not None
    assert misconception.name == "no return"


def test_an_exception_is_a_crash_with_its_message_and_smallest_input() -> None:
    def fragile(x: Any) -> Any:
        if len(x) > 2:
            raise IndexError("three is too many")
        return 2 * x

    failure = failure_of(make_property(), fragile)
    assert failure.outcome is Outcome.CRASHED
    assert "IndexError: three is too many" in failure.message
    assert failure.example is not None
    assert failure.example.asked.count(",") == 2
    assert failure.example.returned is None


def unwritten(x: Any) -> Any:
    raise NotImplementedError


@pytest.mark.parametrize("names", [{}, {"double": unwritten}])
def test_a_missing_function_is_told_without_an_example(names: dict[str, Any]) -> None:
    with pytest.raises(Failure) as caught:
        make_property().check(StandIn(names))
    assert caught.value.outcome is Outcome.WRONG
    assert "double" in caught.value.message
    assert caught.value.example is None


@pytest.mark.parametrize("outcome", [Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY])
def test_after_a_lost_process_no_smaller_input_is_looked_for(outcome: Outcome) -> None:
    prop = make_property()
    lost = Answer(failure=Failure(outcome, "double did not return"))

    class Lost(StandIn):
        def call_many(self, function: str, calls: Any, *, arguments_after: bool = False) -> list[Answer]:
            assert len(calls) == len(prop.battery), "asked again"
            right = [Answer(trial.expected) for trial in prop.battery]
            return right[:-5] + [lost] * 5

    with pytest.raises(Failure) as caught:
        prop.check(Lost({}))
    assert caught.value.outcome is outcome
    assert caught.value.example is not None


def test_a_fault_of_the_grader_is_passed_on() -> None:
    fault = Failure(Outcome.GRADER_FAULT, "the sandbox broke")

    class Broken(StandIn):
        def call_many(self, function: str, calls: Any, *, arguments_after: bool = False) -> list[Answer]:
            return [Answer(None)] * (len(calls) - 1) + [Answer(failure=fault)]

    with pytest.raises(Failure) as caught:
        make_property().check(Broken({}))
    assert caught.value.outcome is Outcome.GRADER_FAULT


def test_a_function_that_answers_differently_each_time_ends_in_a_verdict() -> None:
    generator = np.random.default_rng(0)
    failure = failure_of(make_property(), lambda x: 2 * x if generator.random() < 0.5 else x)
    assert failure.outcome is Outcome.WRONG


def test_a_function_that_keeps_something_from_earlier_calls_is_told_so() -> None:
    kept: list[float] = []

    def double(x: Any) -> list[float]:
        kept.extend(2 * x)
        return list(kept)

    assert failure_of(make_property(), double).misconception is NOT_TWICE


def test_a_function_that_is_always_wrong_in_the_same_way_is_not_called_unsteady() -> None:
    assert failure_of(make_property(), lambda x: x).misconception is None
    assert failure_of(make_property(), lambda x: x[99]).misconception is None


def test_what_a_mistake_gives_without_numbers_is_not_compared() -> None:
    def deviation(x: Any) -> float:
        with np.errstate(all="ignore"):
            return np.std(x, ddof=1) if len(x) > 1 else float("nan")

    prop = Property(
        "double",
        st.lists(st.integers(-50, 50), min_size=1, max_size=5).map(
            lambda x: Call((np.array(x, dtype=float),))
        ),
        np.std,
        mistakes=[Mistake(SHIFTED, deviation)],
    )
    assert failure_of(prop, lambda x: deviation(x) if len(x) > 1 else 7.0).misconception is SHIFTED
