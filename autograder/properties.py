"""Check a student's function as a property that must hold for many inputs.

A `Property` is built once in a process. Its battery (edge cases and examples that Hypothesis drew)
and the right answers are made at the first use and kept, so a right function costs one round trip
to the sandbox and one comparison of arrays. Only a wrong one pays for more: its smallest failing
input is looked for, and its answers are compared with those of known misconceptions.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

import hypothesis.configuration
import numpy as np
import numpy.typing as npt
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from autograder.comparison import FloatArray, NotNumbers, as_array, close, fit, render, render_call, same
from autograder.outcomes import Example, Failure, Misconception, Outcome

if TYPE_CHECKING:
    from autograder.student import Answer, Call, Student

RELATIVE_TOLERANCE = 1e-5
ABSOLUTE_TOLERANCE = 1e-9
SHRINK_CALLS = 80
SHRINK_SECONDS = 1.0
"""Looking for a smaller input is a courtesy: a slow function does not get more time for it."""
AGAIN_CALLS = 2
"""How often a function that fails is called with the same input again, to see if it answers the same."""
TINY = 6
"""Inputs of so few numbers are small enough to be shown as they are."""

ANYTHING = object()
"""What a mistake answers where it spoils the result, but in a way that differs from student to student."""

NO_RETURN = Misconception(
    "no return", "A function gives None if it ends without `return`; printing a result is not returning it."
)

WRITES_INTO_INPUT = Misconception(
    "input changed in place",
    "The function writes into an array that it was given, and this one is read-only. Work on a new array.",
)

NOT_TWICE = Misconception(
    "not the same twice",
    "The same call gives another result each time. Does the function keep something from earlier calls "
    "(in a list outside of it, or in a default such as `out=[]`), or draw random numbers?",
)

# Hypothesis keeps notes for its next run in the current directory, which is the course's: not there.
_NOTES = tempfile.TemporaryDirectory(prefix="convclass-")
hypothesis.configuration.set_hypothesis_home_dir(_NOTES.name)
_DRAW = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_SHRINK = settings(_DRAW, phases=[Phase.generate, Phase.shrink], max_examples=3 * SHRINK_CALLS)


@dataclass(frozen=True)
class Mistake:
    """A misconception and what a function that is written after it returns.

    Parameters
    ----------
    misconception
        Its name and hint.
    answer
        Takes the arguments of the checked function. It returns None or raises where the
        misconception says nothing about what comes out, and `ANYTHING` where the result may well be
        spoiled, but can look like anything.
    """

    misconception: Misconception
    answer: Callable[..., object]


@dataclass(frozen=True)
class Trial:
    """One input, the right answer to it, and by how much (absolute) an answer may differ."""

    call: Call
    asked: str
    numbers: int
    expected: FloatArray
    tolerance: float

    @property
    def size(self) -> tuple[int, int, str]:
        """Order of the inputs, from the simplest one."""
        return self.numbers, len(self.asked), self.asked


@dataclass(frozen=True)
class _Result:
    """What became of one trial; `problem` is None where the answer is right."""

    trial: Trial
    answer: Answer
    array: FloatArray | None
    problem: Failure | None


class Property:
    """What a student's function must return for every input of a kind.

    Parameters
    ----------
    function
        Name of the student's function.
    inputs
        Strategy that draws calls.
    reference
        Right function; takes the same arguments and returns a number or an array.
    edges
        Calls that are tried in any case.
    mistakes
        Known wrong ways to write the function; the first that explains all answers is named.
    scale
        Takes the same arguments; magnitude of the numbers that are added up in the answer. The
        answer may differ by `RELATIVE_TOLERANCE` times this, so that float32 passes.
    examples
        Number of calls drawn from `inputs`.
    """

    def __init__(
        self,
        function: str,
        inputs: SearchStrategy[Call],
        reference: Callable[..., npt.ArrayLike],
        *,
        edges: Sequence[Call] = (),
        mistakes: Sequence[Mistake] = (),
        scale: Callable[..., float] = lambda *args, **kwargs: 1.0,
        examples: int = 30,
    ) -> None:
        self.function = function
        self.inputs = inputs
        self.reference = reference
        self.edges = edges
        self.mistakes = mistakes
        self.scale = scale
        self.examples = examples

    def check(self, student: Student) -> None:
        """Call the student's function with the whole battery and judge what comes back.

        Raises
        ------
        Failure
            When an answer is missing or wrong. It carries the smallest failing input that was found
            and, where the answers follow a known misconception, its name.
        """
        answers = student.call_many(self.function, self._calls)
        if not self._all_right(answers):
            self._explain(student, answers)

    @cached_property
    def battery(self) -> tuple[Trial, ...]:
        """The inputs with their right answers, the simplest first."""
        trials = [self._trial(call) for call in [*self.edges, *self._draw()]]
        return tuple(sorted(trials, key=lambda trial: trial.size))

    @cached_property
    def _calls(self) -> list[Call]:
        return [trial.call for trial in self.battery]

    @cached_property
    def _expected(self) -> tuple[FloatArray, FloatArray]:
        """All right answers in one row, and the tolerance of each number."""
        wanted = np.concatenate([trial.expected.ravel() for trial in self.battery])
        sizes = [trial.expected.size for trial in self.battery]
        return wanted, np.repeat([trial.tolerance for trial in self.battery], sizes)

    @cached_property
    def _alternatives(self) -> list[list[object]]:
        """What each mistake answers to each trial: an array, `ANYTHING`, or None."""
        return [[_answer_of(mistake, trial) for trial in self.battery] for mistake in self.mistakes]

    def _draw(self) -> list[Call]:
        drawn: list[Call] = []

        @settings(_DRAW, max_examples=self.examples)
        @given(self.inputs)
        def collect(call: Call) -> None:
            drawn.append(call)

        collect()
        return drawn

    def _trial(self, call: Call) -> Trial:
        values = [*call.args, *call.kwargs.values()]
        scale = float(self.scale(*call.args, **call.kwargs))
        return Trial(
            call=call,
            asked=render_call(self.function, call.args, call.kwargs),
            numbers=sum(value.size for value in values if isinstance(value, np.ndarray)),
            expected=np.asarray(self.reference(*call.args, **call.kwargs), dtype=np.float64),
            tolerance=RELATIVE_TOLERANCE * scale + ABSOLUTE_TOLERANCE,
        )

    def _all_right(self, answers: Sequence[Answer]) -> bool:
        """Compare all answers at once; what is unusual is left to `_explain`."""
        flat = []
        for answer, trial in zip(answers, self.battery, strict=True):
            if answer.failure is not None:
                return False
            try:
                array = fit(as_array(answer.value), trial.expected.shape)
            except NotNumbers:
                return False
            if array.shape != trial.expected.shape:
                return False
            flat.append(array.ravel())
        wanted, tolerance = self._expected
        return bool(close(np.concatenate(flat), wanted, tolerance).all())

    def _explain(self, student: Student, answers: Sequence[Answer]) -> NoReturn:
        """Raise the failure that tells the student most."""
        raise_common(answers)
        results = [_judge(trial, answer) for trial, answer in zip(self.battery, answers, strict=True)]
        misconception = self._recognise(results)
        failing = [result for result in results if result.problem is not None]
        smallest = self._shrink(student, failing[0])
        assert smallest.problem is not None
        separator = " " if smallest.problem.outcome is Outcome.WRONG else "\n"
        count = f"{separator}It was right for {len(results) - len(failing)} of {len(results)} inputs."
        raise Failure(
            smallest.problem.outcome,
            smallest.problem.message + (count if is_plain(smallest.problem) else ""),
            example=Example(
                asked=smallest.trial.asked,
                returned=None if smallest.answer.failure else render(smallest.answer.value),
                expected=render(smallest.trial.expected),
            ),
            misconception=misconception
            or smallest.problem.misconception
            or _writes_into_input(smallest.problem)
            or self._not_twice(student, smallest),
        )

    def _not_twice(self, student: Student, failing: _Result) -> Misconception | None:
        """Say whether the function, called with the same input again, answers something else."""
        assert failing.problem is not None
        if not is_plain(failing.problem) or failing.answer.seconds > SHRINK_SECONDS:
            return None
        with suppress(Failure):
            again = student.call_many(self.function, [failing.trial.call] * AGAIN_CALLS)
            if all(answer.failure is None or is_plain(answer.failure) for answer in again):
                # two errors may differ in their words only
                told = {None if each.failure else render(each.value) for each in [failing.answer, *again]}
                return NOT_TWICE if len(told) > 1 else None
        return None

    def _recognise(self, results: Sequence[_Result]) -> Misconception | None:
        """Find the first mistake that explains every answer, and at least two wrong ones."""
        for mistake, alternatives in zip(self.mistakes, self._alternatives, strict=True):
            explained = 0
            for result, alternative in zip(results, alternatives, strict=True):
                if isinstance(alternative, np.ndarray):
                    if result.array is None or not same(result.array, alternative, result.trial.tolerance):
                        break
                elif alternative is not ANYTHING:
                    continue
                explained += result.problem is not None
            else:
                if explained >= 2:
                    return mistake.misconception
        return None

    def _shrink(self, student: Student, smallest: _Result) -> _Result:
        """Look for a smaller input on which the function fails as well."""
        assert smallest.problem is not None
        if smallest.trial.numbers <= TINY or not is_plain(smallest.problem):
            return smallest
        tried: dict[str, _Result] = {}
        # processor time here, wall time only of the student's function: a busy machine shows the same example
        stop = time.thread_time() + SHRINK_SECONDS

        def fails(call: Call) -> bool:
            asked = render_call(self.function, call.args, call.kwargs)
            if asked not in tried:
                waited = sum(result.answer.seconds for result in tried.values())
                if len(tried) >= SHRINK_CALLS or time.thread_time() + waited > stop:
                    raise _Enough
                tried[asked] = _judge(self._trial(call), student.call_many(self.function, [call])[0])
            problem = tried[asked].problem
            if problem is not None and not is_plain(problem):
                raise _Enough
            return problem is not None

        with suppress(HypothesisException, Failure, _Enough):  # what was found until then is good enough
            find(self.inputs, fails, settings=_SHRINK)
        found = [
            result for result in tried.values() if result.problem is not None and is_plain(result.problem)
        ]
        return min([smallest, *found], key=lambda result: result.trial.size)


def _answer_of(mistake: Mistake, trial: Trial) -> object:
    try:
        with np.errstate(all="ignore"):
            answer = mistake.answer(*trial.call.args, **trial.call.kwargs)
        if answer is None or answer is ANYTHING:
            return answer
        array = fit(as_array(answer), trial.expected.shape)
    except Exception:
        return None  # the mistake does not apply to this input, as its author said by raising
    # an empty result has another shape in each style, and not all styles give nan where there is no number
    return array if array.size and np.isfinite(array).all() else None


class _Enough(BaseException):
    """Raised to leave the search for a smaller input; not an Exception, which Hypothesis would shrink."""


def _judge(trial: Trial, answer: Answer) -> _Result:
    array = None
    try:
        array = read_array(answer, trial.expected.shape)
        if not same(array, trial.expected, trial.tolerance):
            raise Failure(Outcome.WRONG, _wrong_values(array))
    except _WrongShape as problem:
        return _Result(trial, answer, problem.array, problem)
    except Failure as problem:
        return _Result(trial, answer, array, problem)
    return _Result(trial, answer, array, None)


def read_array(answer: Answer, shape: tuple[int, ...]) -> FloatArray:
    """Return what a call gave, as an array of the shape that it should have.

    Raises
    ------
    Failure
        When the call failed, or gave something else.
    """
    value = answer.returned()
    try:
        array = fit(as_array(value), shape)
    except NotNumbers as error:
        if value is None:
            raise Failure(Outcome.WRONG, "The function returned None.", misconception=NO_RETURN) from None
        raise Failure(Outcome.WRONG, f"The function must return numbers, but it returned {error}.") from None
    if array.shape != shape:
        raise _WrongShape(array, shape)
    return array


class _WrongShape(Failure):
    """Raised when numbers came in another shape; they may still show a misconception."""

    def __init__(self, array: FloatArray, shape: tuple[int, ...]) -> None:
        super().__init__(
            Outcome.WRONG, f"The result is {_form(array.shape)}, but it should be {_form(shape)}."
        )
        self.array = array


def _form(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a single number"


def _wrong_values(array: FloatArray) -> str:
    if not np.isfinite(array).all():
        return "The result holds values that are not numbers (nan) or not finite (inf)."
    return (
        "The shape of the result is right, but not all values are."
        if array.ndim
        else "The result is not right."
    )


def _writes_into_input(problem: Failure) -> Misconception | None:
    """Recognise numpy's words for an array that may not be changed; all arrays given are the caller's."""
    words = problem.message.splitlines()[0]
    return WRITES_INTO_INPUT if problem.outcome is Outcome.CRASHED and "read-only" in words else None


def is_plain(problem: Failure) -> bool:
    """Say whether the student's process can still answer after this."""
    return problem.outcome in (Outcome.WRONG, Outcome.CRASHED)


def raise_common(answers: Sequence[Answer]) -> None:
    """Raise without an example what holds for every call: the function is missing or not written yet.

    Raises
    ------
    Failure
    """
    failures = [answer.failure for answer in answers if answer.failure is not None]
    for failure in failures:
        if failure.outcome is Outcome.GRADER_FAULT:
            raise failure
    told = {(failure.outcome, failure.message) for failure in failures}
    if len(failures) == len(answers) and len(told) == 1 and failures[0].outcome is Outcome.WRONG:
        raise failures[0]
