"""What can become of a hidden test, and what a student is told about it.

This module is the vocabulary that the sandbox, the hidden suites and the feedback share. It holds
plain data only and imports nothing of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How one hidden test ended. Only `PASSED` earns points; `GRADER_FAULT` leaves the mark open."""

    PASSED = "passed"
    WRONG = "wrong"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    GRADER_FAULT = "grader fault"


SEVERITY = (
    Outcome.GRADER_FAULT,
    Outcome.OUT_OF_MEMORY,
    Outcome.TIMED_OUT,
    Outcome.CRASHED,
    Outcome.WRONG,
)
"""The order in which outcomes are named, from what needs the instructor most."""


@dataclass(frozen=True)
class Misconception:
    """A named wrong idea that an answer was recognised to follow from.

    Parameters
    ----------
    name
        Short name, as a teacher would say it: ``"kernel flipped"``.
    hint
        One or two sentences that help the student to see it, without the solution.
    """

    name: str
    hint: str


@dataclass(frozen=True)
class Example:
    """The one small input on which a student's function failed, ready to be shown.

    Parameters
    ----------
    asked
        The call as Python text: ``"conv2d([[1, 0]], [[2]], stride=2)"``.
    returned
        What came back, as text (shortened), or None where nothing came back.
    expected
        The right answer for this one input, or None where showing it would give the task away.
    """

    asked: str
    returned: str | None = None
    expected: str | None = None


class Failure(Exception):
    """Raised by a hidden test to end it with any outcome but `Outcome.PASSED`.

    Parameters
    ----------
    outcome
        Which of the outcomes it is.
    message
        What happened, in one or two sentences to the student.
    example
        The small failing input, where there is one.
    misconception
        The wrong idea behind the answer, where it was recognised.
    """

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        *,
        example: Example | None = None,
        misconception: Misconception | None = None,
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.example = example
        self.misconception = misconception
