"""Check that a student's function leaves its arguments as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from autograder.comparison import render, render_call
from autograder.outcomes import Example, Failure, Misconception, Outcome
from autograder.properties import raise_common, read_array

if TYPE_CHECKING:
    from autograder.student import Answer, Call, Student


class Untouched:
    """A student's function must leave its arguments as they are, and must work on read-only arrays.

    What it returns need not be right here, since that is another check; but it must be numbers in
    the right shape, so that a function which does nothing earns nothing.

    Parameters
    ----------
    function
        Name of the student's function.
    calls
        Inputs, the simplest first.
    reference
        Right function; gives the shapes.
    names
        How the positional arguments are called in the message.
    misconception
        What is named when an input was changed.
    """

    def __init__(
        self,
        function: str,
        calls: Sequence[Call],
        reference: Callable[..., npt.ArrayLike],
        *,
        names: Sequence[str],
        misconception: Misconception,
    ) -> None:
        self.function = function
        self.calls = calls
        self.names = names
        self.misconception = misconception
        self.shapes = [np.shape(reference(*call.args, **call.kwargs)) for call in calls]

    def check(self, student: Student) -> None:
        """Call the function with arrays that can be changed, and with the same ones read-only.

        Raises
        ------
        Failure
            When a call failed, when the result has not the right shape, or when an input changed.
        """
        count = len(self.calls)
        sent = [*self.calls, *(replace(call, read_only=True) for call in self.calls)]
        answers = student.call_many(self.function, sent, arguments_after=True)
        raise_common(answers)
        for call, shape, answer, locked in zip(
            self.calls, self.shapes, answers[:count], answers[count:], strict=True
        ):
            asked = render_call(self.function, call.args, call.kwargs)
            _check_shape(asked, shape, answer)
            self._check_arguments(asked, call, answer)
            if locked.failure is not None and locked.failure.outcome is Outcome.CRASHED:
                text = f"With arrays that cannot be changed the function stops: {locked.failure.message}"
                raise Failure(Outcome.CRASHED, text, example=Example(asked), misconception=self.misconception)
            _check_shape(asked, shape, locked)

    def _check_arguments(self, asked: str, call: Call, answer: Answer) -> None:
        after = answer.arguments_after[0] if answer.arguments_after is not None else ()
        for i, before in enumerate(call.args):
            if not isinstance(before, np.ndarray):
                continue
            found = after[i] if i < len(after) else None
            if isinstance(found, np.ndarray) and np.array_equal(before, found):
                continue
            text = f"After the call `{self.names[i]}` was {render(found)}; before, it was {render(before)}."
            raise Failure(Outcome.WRONG, text, example=Example(asked), misconception=self.misconception)


def _check_shape(asked: str, shape: tuple[int, ...], answer: Answer) -> None:
    try:
        read_array(answer, shape)
    except Failure as failure:
        returned = None if answer.failure else render(answer.value)
        example = Example(asked, returned)
        raise Failure(
            failure.outcome, failure.message, example=example, misconception=failure.misconception
        ) from None
