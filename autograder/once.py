"""Ask a student's notebook for something once, where several hidden tests judge the same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from autograder.outcomes import Failure

if TYPE_CHECKING:
    from autograder.student import Student

T = TypeVar("T")


@dataclass(frozen=True)
class _Kept(Generic[T]):
    """What a question gave: an answer or a failure, and whether it may be another one at the end."""

    answer: T | None
    failure: Failure | None
    rebound: bool


class Once(Generic[T]):
    """A question whose answer is kept for as long as its student is there.

    Parameters
    ----------
    ask
        Asks a student and returns what the tests judge, or raises `autograder.outcomes.Failure`. What else
        it takes, such as the held-out data, is passed on to it; all tests pass the same.
    per_view
        Whether each view of the notebook is asked on its own; else the first test asks for all of them.
    """

    def __init__(self, ask: Callable[..., T], *, per_view: bool = True) -> None:
        self._ask = ask
        self._per_view = per_view
        self._kept: WeakKeyDictionary[Student, dict[str | None, _Kept[T]]] = WeakKeyDictionary()

    def __call__(self, student: Student, *given: object) -> T:
        """Return the answer.

        Raises
        ------
        Failure
            When asking failed, the first time or an earlier one.
        """
        of_student = self._kept.setdefault(student, {})
        view = student.view if self._per_view else None
        kept = of_student.get(view)
        if kept is None:
            kept = of_student[view] = self._first(student, *given)
        student.rebound = student.rebound or kept.rebound
        if kept.failure is not None:
            raise kept.failure
        return kept.answer  # type: ignore[return-value]  # it is a T wherever there is no failure

    def _first(self, student: Student, *given: object) -> _Kept[T]:
        try:
            return _Kept(self._ask(student, *given), None, student.rebound)
        except Failure as failure:
            return _Kept(None, failure, student.rebound)
