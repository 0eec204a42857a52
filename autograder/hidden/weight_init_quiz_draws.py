"""Checks the functions of weight_init_quiz that draw weights: spread, form and use of the generator."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from autograder.comparison import FloatArray
from autograder.hidden import weight_init_quiz_misconceptions as wrong
from autograder.hidden import weight_init_quiz_reference as reference
from autograder.hidden import weight_init_quiz_statistics as statistics
from autograder.hidden.weight_init_quiz_reference import TRUNCATED_DEVIATION
from autograder.hidden.weight_init_quiz_statistics import TRUNCATED_NORMAL, UNIFORM, Family
from autograder.outcomes import Example, Failure, Misconception, Outcome
from autograder.properties import raise_common, read_array
from autograder.student import Answer, Call
from autograder.variants import normalise

if TYPE_CHECKING:
    from autograder.student import Student

Shape = tuple[int, ...]
Causes = Sequence[tuple[Misconception, Callable[[int, int, Shape], float]]]

# Many numbers, and fans for which no two mistakes give the same deviation.
DENSE: Shape = (320, 128)
CONV: Shape = (3, 5, 24, 56)
_SMALL: Sequence[Shape] = ((4, 3), (3, 2, 2, 3))
_CAUSE_TOLERANCE = 0.015
_OTHER_CUTS = (1.0, 1.5, 2 * TRUNCATED_DEVIATION, 2.5, 3.0)
_AT_THE_END = 0.01
_ENDLESS = math.inf


@dataclass(frozen=True)
class Drawing:
    """A student's function ``(shape, rng)`` that draws weights.

    Parameters
    ----------
    function
        Its name; the notebook's ``look_at_FUNCTION(shape, seed, times)`` calls it with one generator
        and returns the list of what it drew.
    family
        The distribution.
    largest
        Largest number possible for a shape.
    causes
        Misconceptions and the deviation that follows from each for (fan_in, fan_out, shape).
    form_cause
        Names what is wrong with the form of numbers; takes them and the deviation before any cut.
    endless
        What is probably wrong with a function that does not come to an end.
    """

    function: str
    family: Family
    largest: Callable[[Shape], float]
    causes: Causes
    form_cause: Callable[[FloatArray, float], Misconception | None]
    endless: Misconception | None = None

    def check_spread(self, student: Student, shape: Shape) -> None:
        """Check that the numbers have the right deviation and mean, and are drawn one by one.

        Raises
        ------
        Failure
        """
        seed = _seed(student, self.function, shape)
        (drawn,) = self._draw(student, shape, [(seed, 1)])[0]
        largest = self.largest(shape)
        problem = statistics.spread_problem(drawn, self.family, largest)
        if problem is None:
            return
        low, high = statistics.deviation_bounds(drawn.size, self.family, largest)
        message = {
            "deviation": "The numbers do not spread as they should.",
            "mean": "The mean of the numbers is too far from 0.",
            "repeated": "The same numbers occur again and again.",
            "dependent": "Numbers that are neighbours depend on each other.",
            "even": "The numbers are spread more evenly than chance would do it.",
        }[problem]
        raise Failure(
            Outcome.WRONG,
            message,
            example=Example(
                self._asked(shape, seed),
                _described(drawn),
                f"a standard deviation of {low:.4f} to {high:.4f}" if problem == "deviation" else None,
            ),
            misconception=self._spread_cause(problem, drawn, shape),
        )

    def check_form(self, student: Student, shape: Shape) -> None:
        """Check the form of the distribution, whatever its scale.

        Raises
        ------
        Failure
        """
        seed = _seed(student, self.function, shape, "form")
        (drawn,) = self._draw(student, shape, [(seed, 1)])[0]
        largest = self.largest(shape)
        if statistics.fits(drawn, self.family, largest):
            return
        raise Failure(
            Outcome.WRONG,
            "The numbers do not have the distribution that was asked for.",
            example=Example(self._asked(shape, seed), _described(drawn)),
            misconception=_common_cause(drawn) or self.form_cause(drawn, largest / 2),
        )

    def check_generator(self, student: Student) -> None:
        """Check that all numbers come from the given generator, and that it moves on.

        Raises
        ------
        Failure
        """
        for shape in _SMALL:
            seed = _seed(student, self.function, shape)
            first, again, other = self._draw(student, shape, [(seed, 2), (seed, 2), (seed + 1, 2)])
            if not np.array_equal(first, again):
                cause = wrong.NOT_FROM_RNG
            elif np.array_equal(first, other):
                cause = wrong.FIXED_NUMBERS
            elif np.array_equal(first[0], first[1]):
                cause = wrong.GENERATOR_NOT_USED_UP
            else:
                continue
            message = "The numbers do not come from the generator `rng` alone."
            raise Failure(
                Outcome.WRONG, message, example=Example(self._asked(shape, seed)), misconception=cause
            )

    def _draw(
        self, student: Student, shape: Shape, wanted: Sequence[tuple[int, int]]
    ) -> list[list[FloatArray]]:
        """Have the student's function draw; for each seed and number of times a list of arrays."""
        calls = [Call((shape, seed, times)) for seed, times in wanted]
        answers = student.call_many(f"look_at_{self.function}", calls)
        raise_common(answers)
        result = []
        for (seed, times), answer in zip(wanted, answers, strict=True):
            try:
                value = answer.returned()
                if not isinstance(value, list) or len(value) != times:
                    raise Failure(Outcome.WRONG, "The function did not return one array for each call.")
                result.append([read_array(Answer(item), shape) for item in value])
            except Failure as failure:
                timed_out = failure.outcome is Outcome.TIMED_OUT
                raise Failure(
                    failure.outcome,
                    failure.message,
                    example=Example(self._asked(shape, seed)),
                    misconception=self.endless if timed_out else failure.misconception,
                ) from None
        return result

    def _asked(self, shape: Shape, seed: int) -> str:
        return f"{self.function}({shape}, np.random.default_rng({seed}))"

    def _spread_cause(self, problem: str, drawn: FloatArray, shape: Shape) -> Misconception | None:
        named = {"dependent": wrong.NOT_INDEPENDENT, "even": wrong.TOO_EVEN}
        if problem in named:
            return named[problem]
        if (common := _common_cause(drawn)) is not None:
            return common
        if problem != "deviation":
            return None
        deviation = float(np.sqrt(np.mean(drawn**2)))
        fan_in, fan_out = reference.fans(shape)
        for misconception, expected in self.causes:
            if abs(deviation / expected(fan_in, fan_out, shape) - 1) < _CAUSE_TOLERANCE:
                return misconception
        return None


def _seed(student: Student, *what: object) -> int:
    """Make a seed of the student's own, which is the same when the hand-in is graded again."""
    text = f"{normalise(student.id)}\n{what}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


def _described(drawn: FloatArray) -> str:
    with np.errstate(all="ignore"):
        return (
            f"{drawn.size} numbers from {drawn.min():.4f} to {drawn.max():.4f}, "
            f"mean {drawn.mean():.4f}, standard deviation {drawn.std():.4f}"
        )


def _common_cause(drawn: FloatArray) -> Misconception | None:
    """Name what can be wrong with numbers of any distribution."""
    sizes = np.abs(drawn)
    if not np.isfinite(sizes).all():
        return None
    if np.mean(sizes == sizes.max()) > _AT_THE_END and np.unique(drawn).size > drawn.size / 2:
        return wrong.CLIPPED
    others = drawn[drawn != 0]
    if _AT_THE_END < np.mean(drawn == 0) < 1 / 2 and np.unique(others).size > others.size / 2:
        return wrong.SET_TO_ZERO
    if np.unique(drawn).size < drawn.size / 2:
        return wrong.REPEATED
    if drawn.min() >= 0 or drawn.max() <= 0:
        return wrong.ONE_SIDED
    return None


def _is_normal(drawn: FloatArray, sigma: float, cut: float) -> bool:
    tolerance = statistics.share_tolerance(drawn.size)
    return statistics.distance_to_cut_normal(drawn, sigma, cut) <= tolerance


def _not_uniform(drawn: FloatArray, sigma: float) -> Misconception | None:
    deviation = float(drawn.std())
    is_normal = _is_normal(drawn, deviation, _ENDLESS) or _is_normal(
        drawn, deviation / TRUNCATED_DEVIATION, 2
    )
    return wrong.NORMAL_FOR_UNIFORM if is_normal else None


def _not_truncated(drawn: FloatArray, sigma: float) -> Misconception | None:
    deviation, end = float(drawn.std()), float(np.abs(drawn).max())
    if statistics.fits(drawn, UNIFORM, end):
        return wrong.UNIFORM_FOR_NORMAL
    if end < _ENDLESS and min(-drawn.min(), drawn.max()) < end / 1.4:
        return wrong.ONE_SIDE_CUT
    if any(
        _is_normal(drawn, scale, 2) and end > 2 * scale for scale in (sigma, deviation / TRUNCATED_DEVIATION)
    ):
        return wrong.DRAWN_AGAIN_ONCE
    if _is_normal(drawn, deviation, _ENDLESS):
        return wrong.NOT_CUT
    if any(_is_normal(drawn, end / cut, cut) for cut in _OTHER_CUTS):
        return wrong.CUT_ELSEWHERE
    return None


def _by_fans(deviation: Callable[[int, int], float]) -> Callable[[int, int, Shape], float]:
    return lambda fan_in, fan_out, shape: deviation(fan_in, fan_out)


_ROOT_3 = math.sqrt(3)
_T = TRUNCATED_DEVIATION
_NORMAL = NormalDist()  # scipy.stats would have it, too, but takes a second to import
_ONE_SIDE = math.sqrt(1 - 2 * _NORMAL.pdf(2) / _NORMAL.cdf(2))
"""Root of the mean square of a standard normal distribution that is cut off above 2 only."""


def _without_window(shape: Shape) -> tuple[int, int]:
    return shape[-2], shape[-1]


def _pytorch_fans(shape: Shape) -> tuple[int, int]:
    return math.prod(shape[1:]), shape[0] * math.prod(shape[2:])


GLOROT = Drawing(
    "glorot_uniform",
    UNIFORM,
    reference.glorot_limit,
    [
        (wrong.ONE_FAN, _by_fans(lambda i, o: math.sqrt(6 / i) / _ROOT_3)),
        (wrong.ONE_FAN, _by_fans(lambda i, o: math.sqrt(6 / o) / _ROOT_3)),
        (wrong.DEVIATION_FOR_LIMIT, _by_fans(lambda i, o: math.sqrt(2 / (i + o)) / _ROOT_3)),
        (wrong.LIMIT_FOR_DEVIATION, _by_fans(lambda i, o: math.sqrt(6 / (i + o)))),
        (wrong.HALF_WIDTH, _by_fans(lambda i, o: math.sqrt(6 / (i + o)) / _ROOT_3 / 2)),
        (wrong.ROOT_FORGOTTEN, _by_fans(lambda i, o: 6 / (i + o) / _ROOT_3)),
        (wrong.ROOT_FORGOTTEN, _by_fans(lambda i, o: math.sqrt(6) / (i + o) / _ROOT_3)),
        (wrong.FANS_AVERAGED, _by_fans(lambda i, o: math.sqrt(12 / (i + o)) / _ROOT_3)),
        (wrong.BRACKETS_OF_SUM, _by_fans(lambda i, o: math.sqrt(6 / i + o) / _ROOT_3)),
        (wrong.FANS_MULTIPLIED, _by_fans(lambda i, o: math.sqrt(6 / (i * o)) / _ROOT_3)),
        (wrong.WINDOW_FORGOTTEN, lambda i, o, shape: math.sqrt(2 / sum(_without_window(shape)))),
        (wrong.FIRST_TWO_SIDES, lambda i, o, shape: math.sqrt(2 / sum(shape[:2]))),
        (wrong.WINDOW_ON_ONE_SIDE, lambda i, o, shape: math.sqrt(2 / (i + shape[-1]))),
        (wrong.INPUT_CHANNELS_IN_FAN_OUT, lambda i, o, shape: math.sqrt(2 / (i + math.prod(shape[1:])))),
        (wrong.PYTORCH_ORDER, lambda i, o, shape: math.sqrt(2 / sum(_pytorch_fans(shape)))),
        (wrong.NOT_SCALED, lambda i, o, shape: 1 / _ROOT_3),
        (wrong.NOT_SCALED, lambda i, o, shape: 1 / _ROOT_3 / 2),
    ],
    _not_uniform,
)
HE = Drawing(
    "he_normal",
    TRUNCATED_NORMAL,
    lambda shape: 2 * reference.he_deviation(shape) / TRUNCATED_DEVIATION,
    [
        (wrong.NO_CORRECTION, _by_fans(lambda i, o: math.sqrt(2 / i) * _T)),
        (wrong.CORRECTED_TWICE, _by_fans(lambda i, o: math.sqrt(2 / i) * _T**2)),
        (wrong.CORRECTED_NOT_CUT, _by_fans(lambda i, o: math.sqrt(2 / i) / _T)),
        (wrong.FAN_OUT_FOR_IN, _by_fans(lambda i, o: math.sqrt(2 / o))),
        (wrong.FAN_OUT_FOR_IN, _by_fans(lambda i, o: math.sqrt(2 / o) * _T)),
        (wrong.TWO_FORGOTTEN, _by_fans(lambda i, o: math.sqrt(1 / i))),
        (wrong.TWO_FORGOTTEN, _by_fans(lambda i, o: math.sqrt(1 / i) * _T)),
        (wrong.GLOROT_FOR_HE, _by_fans(lambda i, o: math.sqrt(2 / (i + o)))),
        (wrong.GLOROT_FOR_HE, _by_fans(lambda i, o: math.sqrt(2 / (i + o)) * _T)),
        (wrong.ROOT_FORGOTTEN, _by_fans(lambda i, o: 2 / i)),
        (wrong.ROOT_FORGOTTEN, _by_fans(lambda i, o: 2 / i * _T)),
        (wrong.LIMIT_FOR_DEVIATION, _by_fans(lambda i, o: math.sqrt(6 / i))),
        (wrong.LIMITS_NOT_IN_DEVIATIONS, _by_fans(lambda i, o: 2 * (2 / i) / _ROOT_3)),
        (wrong.LIMITS_NOT_IN_DEVIATIONS, _by_fans(lambda i, o: 2 * (2 / i) / _T**2 / _ROOT_3)),
        (wrong.WINDOW_FORGOTTEN, lambda i, o, shape: math.sqrt(2 / shape[-2])),
        (wrong.FIRST_TWO_SIDES, lambda i, o, shape: math.sqrt(2 / shape[0])),
        (wrong.PYTORCH_ORDER, lambda i, o, shape: math.sqrt(2 / _pytorch_fans(shape)[0])),
        (wrong.NOT_SCALED, lambda i, o, shape: 1),
        (wrong.NOT_SCALED, lambda i, o, shape: _T),
        (wrong.ONE_SIDE_CUT, _by_fans(lambda i, o: math.sqrt(2 / i) / _T * _ONE_SIDE)),
    ],
    _not_truncated,
    endless=wrong.ALL_DRAWN_AGAIN,
)
