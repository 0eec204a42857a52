"""What hidden tests see of a student: functions to call and values to ask for, nothing else."""

from __future__ import annotations

import builtins
import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.execution import OUTCOME_OF, Execution, outcome_of, told
from autograder.outcomes import Failure, Outcome
from autograder.sandbox import Error, NotFound, SandboxEnded
from autograder.sandbox.wire import Opaque

_BUILTIN_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)
)


@dataclass(frozen=True)
class Call:
    """One call: positional and keyword arguments, and whether their arrays are read-only."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    read_only: bool = False


@dataclass(frozen=True)
class Answer:
    """What a call gave: a plain value (hostile: any type or shape), or how it failed.

    Parameters
    ----------
    value
        The returned value; an `Opaque` where it was not plain data.
    failure
        Set where nothing came back.
    arguments_after
        ``(args, kwargs)`` as they were after the call, where asked for.
    seconds
        Wall time until the answer was there; the first one of several includes sending all inputs.
    """

    value: Any = None
    failure: Failure | None = None
    arguments_after: tuple[tuple[Any, ...], dict[str, Any]] | None = None
    seconds: float = 0.0

    def returned(self) -> Any:
        """Return the value.

        Raises
        ------
        Failure
        """
        if self.failure is not None:
            raise self.failure
        return self.value


class Student:
    """The student's notebook, as a hidden test may use it.

    Parameters
    ----------
    identity
        Id of the hand-in's owner.
    execution
        The notebook.

    Attributes
    ----------
    view
        Grade cell at whose place names are looked up; None: at the end of the notebook.
    rebound
        Whether a name asked for since `look_from` stands for something else at the end.
    files
        Names and sizes (bytes) of the extra files that were handed in.
    """

    def __init__(self, identity: str, execution: Execution, files: Mapping[str, int] | None = None) -> None:
        self.id = identity
        self.files = dict(files or {})
        self.view: str | None = None
        self.rebound = False
        self._execution = execution
        self._seconds_left = execution.limits.tests_seconds
        self._started = False

    def look_from(self, view: str | None) -> None:
        """Look names up as they were at a grade cell (None: at the end) from now on."""
        self.view = view
        self.rebound = False

    def get(self, name: str) -> Any:
        """Return the plain value of a name.

        Raises
        ------
        Failure
            When it is not defined or could not be read.
        """
        with self._charged(name):
            found = self._execution.sandbox().get(name, self.view)
        self.rebound = self.rebound or found.rebound
        if found.error is not None:
            raise Failure(outcome_of(found.error), f"Reading {name} failed: {told(found.error)}")
        return found.value

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function once and return the plain value.

        Raises
        ------
        Failure
        """
        (answer,) = self.call_many(function, [Call(args, kwargs)])
        return answer.returned()

    def call_many(
        self,
        function: str,
        calls: Sequence[Call],
        *,
        arguments_after: bool = False,
        seconds: float | None = None,
        private: bool = False,
    ) -> list[Answer]:
        """Call a function many times in one round trip.

        Parameters
        ----------
        function
            Its name.
        calls
            What to call it with, the simplest first: after a call that does not end in time or ends
            the process, the rest are not tried and share its failure.
        arguments_after
            Whether to ask for the arguments as they are after the call.
        seconds
            Wall time of each call (default: the limit).
        private
            The inputs are secret: nothing that the student's code says may be shown, and nothing that it
            has seen may come out later. So failures carry none of its words, and its process is ended
            afterwards; what is asked next starts the notebook anew.

        Returns
        -------
        list of Answer
            One per call.

        Raises
        ------
        Failure
            When there is no such function.
        """
        answers: list[Answer] = []
        try:
            with self._charged(function):
                self._collect(answers, function, calls, arguments_after, seconds, private)
        except Failure as failure:
            if failure.outcome is Outcome.WRONG:
                raise
            answers.append(Answer(failure=failure))
        finally:
            if private:
                self._execution.lost()
        return answers + answers[-1:] * (len(calls) - len(answers))

    @contextlib.contextmanager
    def _charged(self, name: str) -> Iterator[None]:
        """Charge what happens to the time for all tests, and turn the end of the process into a failure."""
        if self._seconds_left <= 0:
            message = "The time that all checks together may take in your code was used up before this one."
            raise Failure(Outcome.TIMED_OUT, message)
        start = time.monotonic() if self._started else None
        try:
            self._execution.sandbox()
            self._started = True
            start = start or time.monotonic()  # running the cells the first time has a limit of its own
            yield
        except NotFound:
            raise not_defined(name, self._execution.trouble_with(name)) from None
        except SandboxEnded as end:
            self._execution.lost()
            raise Failure(OUTCOME_OF[type(end)], f"{name} gave no answer: {end.reason}.") from None
        finally:
            self._seconds_left -= time.monotonic() - start if start else 0.0

    def _collect(
        self,
        answers: list[Answer],
        function: str,
        calls: Sequence[Call],
        arguments_after: bool,
        seconds: float | None,
        private: bool,
    ) -> None:
        sandbox = self._execution.sandbox()
        wanted = self._execution.limits.call_seconds if seconds is None else seconds
        seconds = min(wanted, self._seconds_left)
        start = time.monotonic()
        rebound, results = sandbox.call(
            function,
            [(call.args, call.kwargs) for call in calls],
            view=self.view,
            seconds=seconds,
            arguments_after=arguments_after,
            read_only=[call.read_only for call in calls],
            source=self._execution.helpers.source_of(function),
        )
        self.rebound = self.rebound or rebound
        for result in results:
            took, start = time.monotonic() - start, time.monotonic()
            if result.timed_out:
                message = f"{function} did not return within {seconds:.0f} s."
                answers.append(Answer(failure=Failure(Outcome.TIMED_OUT, message)))
                self._execution.lost()
            elif result.error is not None:
                answers.append(Answer(failure=_raised(function, result.error, private), seconds=took))
            else:
                after = _arguments(result.arguments_after)
                answers.append(Answer(result.value, None, after, took))


def not_defined(name: str, why: str = "") -> Failure:
    """Return the failure of a test that asks for a name that is not there."""
    why = why or "Perhaps its cell was not filled in."
    return Failure(Outcome.WRONG, f"The notebook does not define {name}. {why}")


def _raised(function: str, error: Error, private: bool = False) -> Failure:
    if private:  # even the name of an exception can be made to carry something
        known = error.name if error.name in _BUILTIN_ERRORS else "an exception"
        return Failure(outcome_of(error), f"{function} raised {known}.")
    if error.name == "NotImplementedError":
        return Failure(Outcome.WRONG, f"{function} is not implemented yet.")
    where = "".join(f"\n{line}" for line in error.where[-1:])
    return Failure(outcome_of(error), f"{function} raised {told(error)}{where}")


def _arguments(value: Any) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    if (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], tuple)
        and isinstance(value[1], dict)
    ):
        return value[0], value[1]
    return None


__all__ = ["Answer", "Call", "Opaque", "Student", "not_defined"]
