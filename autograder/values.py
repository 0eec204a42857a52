"""Check named values that a student worked out, without giving the right ones away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from autograder.comparison import FloatArray, NotNumbers, as_array, close, fit, render, same
from autograder.outcomes import Example, Failure, Misconception, Outcome

if TYPE_CHECKING:
    from autograder.student import Student

Values = Mapping[str, npt.ArrayLike]

TOLERANCE = 0.0101
"""Differences up to 0.01 do not matter, as the notebook says; the rest is for rounding errors."""
MAX_PLACES = 6

ROUNDED = Misconception(
    "rounded to whole numbers",
    "The results have a decimal place. Give them as they are, without rounding.",
)

COMMA = Misconception(
    "comma in a number", "In Python, `0,5` and `1,500` are pairs of two numbers. Write `0.5` and `1500`."
)


def check_values(
    student: Student,
    wanted: Values,
    mistakes: Iterable[tuple[Misconception, Values]] = (),
    *,
    tolerance: float = TOLERANCE,
) -> None:
    """Compare values of the notebook with the right ones.

    Parameters
    ----------
    student
        Whose values they are.
    wanted
        The right values by name, numbers or arrays.
    mistakes
        Misconceptions and the values, for all names, to which each leads. The first that explains
        everything is named.
    tolerance
        By how much (absolute) a number may differ.

    Raises
    ------
    Failure
        When a value is missing or wrong. It says which ones are right and which are wrong, and
        never what they should be.
    """
    right = {name: np.asarray(value, dtype=np.float64) for name, value in wanted.items()}
    returned = {name: student.get(name) for name in right}
    given: dict[str, FloatArray] = {}
    notes = []
    good = []
    for name, value in right.items():
        try:
            given[name] = _read(returned[name], value.shape)
        except NotNumbers as error:
            notes.append(f"`{name}` {error}")
            continue
        if same(given[name], value, tolerance):
            good.append(f"`{name}`")
        else:
            notes.append(f"`{name}` {_places(given[name], value, tolerance)}")
    if not notes:
        return
    misconception = _recognise(given, right, mistakes, tolerance) if len(given) == len(right) else None
    if any(_has_comma(returned[name], right[name].ndim) for name in right):
        misconception = COMMA
    text = "; ".join(notes) + "." + (f" Right: {', '.join(good)}." if good else "")
    shown = "; ".join(render(value) for value in returned.values())
    raise Failure(
        Outcome.WRONG,
        text,
        example=Example(", ".join(right), shown),
        misconception=misconception,
    )


def _read(value: object, shape: tuple[int, ...]) -> FloatArray:
    if value is None:
        raise NotNumbers("has no value yet (it is None)")
    form = f"numbers in the shape {shape}" if shape else "a single number"
    try:
        array = fit(as_array(value), shape)
    except NotNumbers as error:
        raise NotNumbers(f"should be {form}, but is {error}") from None
    if array.shape != shape:
        raise NotNumbers(f"should be {form}, but has the shape {array.shape}")
    return array


def _has_comma(value: object, ndim: int) -> bool:
    """Say whether this looks like a number that was written as ``0,5``: a tuple for a single number."""
    pair = isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, int) for part in value)
    return ndim == 0 and pair


def _places(given: FloatArray, right: FloatArray, tolerance: float) -> str:
    """Say where an array is wrong."""
    if right.ndim == 0:
        return "is wrong"
    wrong = [tuple(int(i) for i in place) for place in np.argwhere(~close(given, right, tolerance))]
    places = ", ".join(f"[{', '.join(map(str, place))}]" for place in wrong[:MAX_PLACES])
    more = " and more" if len(wrong) > MAX_PLACES else ""
    return f"has {right.size - len(wrong)} of {right.size} numbers right, wrong are {places}{more}"


def _recognise(
    given: Mapping[str, FloatArray],
    right: Mapping[str, FloatArray],
    mistakes: Iterable[tuple[Misconception, Values]],
    tolerance: float,
) -> Misconception | None:
    for misconception, values in mistakes:
        if all(same(given[name], np.asarray(values[name], dtype=np.float64), tolerance) for name in right):
            return misconception
    if all(_is_rounded(given[name], right[name]) for name in right):
        return ROUNDED
    return None


def _is_rounded(given: FloatArray, right: FloatArray) -> bool:
    whole = bool(np.all(close(given, np.round(given), 1e-9)))
    return whole and bool(close(given, right, 1 - 1e-6).all())
