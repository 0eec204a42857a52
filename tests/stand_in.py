"""A student whose functions run in this process: for tests of the checks themselves, never for grading."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.outcomes import Failure, Outcome
from autograder.student import Answer, Call, not_defined


class StandIn:
    """Answers like `autograder.student.Student`, out of a dictionary of names."""

    def __init__(self, names: Mapping[str, Any], identity: str = "ada") -> None:
        self.names = names
        self.id = identity
        self.calls = 0
        self.private_calls = 0
        self.view: str | None = None
        self.rebound = False

    def look_from(self, view: str | None) -> None:
        self.view = view

    def get(self, name: str) -> Any:
        if name not in self.names:
            raise not_defined(name)
        return self.names[name]

    def call_many(
        self,
        function: str,
        calls: Sequence[Call],
        *,
        arguments_after: bool = False,
        seconds: float | None = None,
        private: bool = False,
    ) -> list[Answer]:
        if function not in self.names:
            raise not_defined(function)
        self.calls += len(calls)
        self.private_calls += len(calls) * private
        return [self._answer(function, call, arguments_after) for call in calls]

    def _answer(self, function: str, call: Call, arguments_after: bool) -> Answer:
        args, kwargs = copy.deepcopy((call.args, call.kwargs))
        for value in [*args, *kwargs.values()]:
            if isinstance(value, np.ndarray):
                value.flags.writeable = not call.read_only
        try:
            value = self.names[function](*args, **kwargs)
        except Failure as failure:
            return Answer(failure=failure)
        except NotImplementedError:
            return Answer(failure=Failure(Outcome.WRONG, f"{function} is not implemented yet."))
        except Exception as error:
            text = f"{function} raised {type(error).__name__}: {error}"
            return Answer(failure=Failure(Outcome.CRASHED, text))
        return Answer(value, None, (args, kwargs) if arguments_after else None)
