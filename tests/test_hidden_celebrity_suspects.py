from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from held_faces import Store, faces, named
from stand_in import StandIn

from autograder.datasets.heldout import HeldOutFaces
from autograder.hidden.celebrity_project_suspects import check_suspects
from autograder.outcomes import Failure


def suspects_failing(value: Any, held: HeldOutFaces | None = None) -> list[Failure | None]:
    """Return how the three tests of a list end."""
    ended: list[Failure | None] = []
    student: Any = StandIn({"suspects": value})
    for precision in (None, 1 / 3, 2 / 3):
        try:
            check_suspects(student, Store(held or faces()), precision)
            ended.append(None)
        except Failure as failure:
            ended.append(failure)
    return ended


NOISY = np.flatnonzero(faces().noisy_train)
CLEAN = np.flatnonzero(~faces().noisy_train)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("hits", "passed"), [(10, 3), (7, 3), (6, 2), (4, 2), (3, 1), (0, 1)]
)  # of 10 that count
@pytest.mark.parametrize("form", [list, np.array, tuple, lambda items: np.array(items, dtype=float)])
def test_suspects_are_scored_by_the_first_of_them(hits: int, passed: int, form: Callable[..., Any]) -> None:
    ranked = [*NOISY[:hits], *CLEAN[: 10 - hits], *CLEAN[20:30]]
    ended = suspects_failing(form([int(index) for index in ranked]))
    assert [failure is None for failure in ended] == [True] * passed + [False] * (3 - passed)


def test_a_precision_that_is_not_reached_says_no_more_than_that() -> None:
    few, many = suspects_failing(CLEAN[:10]), suspects_failing([*NOISY[:3], *CLEAN[:7]])
    assert [failure and failure.message for failure in few] == [
        failure and failure.message for failure in many
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "has no value yet"),
        (list(range(9)), "holds 9 indices. It should hold at least 10"),
        ([0] * 10, "more than once"),
        (np.arange(20).reshape(2, 10), r"the shape \(2, 10\)"),
        (list(range(-1, 12)), "from -1 to 11"),
        (list(range(392, 402)), "from 392 to 401. Indices go from 0 to 399"),
        (np.linspace(0, 1, 20), "whole numbers"),
        ([np.nan] * 10, "whole numbers"),
        (["a"] * 10, "a list that holds text"),
        (5, r"the shape \(\)"),
    ],
)
def test_malformed_suspects_are_told_what_is_wrong(value: Any, said: str) -> None:
    for failure in suspects_failing(value):
        assert failure is not None
        with pytest.raises(Failure, match=said):
            raise failure


def test_misconceptions_about_suspects_are_named() -> None:
    assert named(suspects_failing(faces().noisy_train)[0]) == "mask for indices"
    assert named(suspects_failing([*CLEAN[:200], *NOISY[:10]])[2]) == "least suspicious first"
    assert named(suspects_failing(NOISY[:10] + 1)[2]) == "indices counted from 1"


def test_where_nobody_knows_the_wrong_labels_any_list_passes() -> None:
    unknown = faces(noisy_train=None)
    assert suspects_failing(list(range(10)), unknown) == [None, None, None]
    assert suspects_failing(list(range(9)), unknown)[0] is not None
