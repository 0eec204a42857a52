from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from autograder.once import Once
from autograder.outcomes import Failure, Outcome


class Asked:
    """As much of a student as a question needs."""

    def __init__(self, view: str | None = None) -> None:
        self.view = view
        self.rebound = False
        self.times = 0


def count(student: Any, step: int = 1) -> int:
    student.times += step
    student.rebound = True
    return int(student.times)


def test_asks_each_student_once() -> None:
    question: Any = Once(count)
    ada, bob = Asked(), Asked()
    assert [question(ada), question(ada), question(bob)] == [1, 1, 1]
    assert (ada.times, bob.times) == (1, 1)


def test_asks_again_from_another_view() -> None:
    question: Any = Once(count)
    ada = Asked("test_one")
    assert question(ada) == 1
    ada.view = None
    assert question(ada) == 2
    ada.view = "test_one"
    assert question(ada) == 1


def test_a_kept_answer_says_as_well_that_names_were_bound_anew() -> None:
    question: Any = Once(count)
    ada = Asked()
    question(ada)
    ada.rebound = False
    question(ada)
    assert ada.rebound


def test_keeps_failures() -> None:
    def fail(student: Any) -> None:
        student.times += 1
        raise Failure(Outcome.WRONG, "no")

    question: Any = Once(fail)
    ada = Asked()
    for _ in range(2):
        with pytest.raises(Failure, match="no"):
            question(ada)
    assert ada.times == 1


def test_passes_further_arguments_on() -> None:
    question: Any = Once(count)
    assert question(Asked(), 5) == 5


def test_forgets_a_student_who_is_gone() -> None:
    question: Any = Once(count)
    ada = Asked()
    question(ada)
    gone = weakref.ref(ada)
    del ada
    gc.collect()
    assert gone() is None
