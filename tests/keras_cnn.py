"""The solved notebook keras_cnn in this process: for tests of its cells and of the hidden checks."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import replace
from types import CodeType
from typing import Any

import matplotlib
from course import read
from stand_in import StandIn

from autograder.hidden import keras_cnn as suite
from autograder.illustration import is_illustration
from autograder.outcomes import Failure, Outcome
from autograder.sandbox import wire
from autograder.student import Answer, Call

ASSIGNMENT = "keras_cnn"
NEEDS_DATA = {"given_data", "given_inputs", "given_summary", "given_training", "given_predict"}
"""Cells that need the digits, or train."""

HELDOUT_TESTS = ("accuracy_enough", "accuracy_good")
TESTS: dict[str, Callable[..., None]] = {
    name.removeprefix("test_"): function for name, function in vars(suite).items() if name.startswith("test_")
}


@functools.cache
def _program() -> tuple[CodeType, ...]:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    matplotlib.use("agg")
    return tuple(
        compile(cell.source, cell.id, "exec")
        for cell in read("solutions", ASSIGNMENT).cells
        if cell.cell_type == "code"
        and not is_illustration(cell)
        and not cell.metadata.nbgrader.grade
        and cell.id not in NEEDS_DATA
    )


def solved_names(*changes: str) -> dict[str, Any]:
    """Run the solved notebook without its data, then a student's changes; return all names."""
    names: dict[str, Any] = {}
    for code in _program():
        exec(code, names)
    for change in changes:
        exec(change, names)
    return names


def through_the_wire(value: Any) -> Any:
    """Return what arrives of a value on the trusted side."""
    blobs: list[memoryview] = []
    return wire.decode(wire.encode(value, blobs), blobs)


class NotebookStandIn(StandIn):
    """Answers with the notebook's names; values come as through the wire."""

    def get(self, name: str) -> Any:
        return through_the_wire(super().get(name))

    def _answer(self, function: str, call: Call, arguments_after: bool) -> Answer:
        answer = super()._answer(function, call, arguments_after)
        return replace(answer, value=through_the_wire(answer.value))


def lost(*changes: str, only: str = "") -> dict[str, Failure]:
    """Return the tests, of those whose names begin with `only`, that a student fails."""
    student = NotebookStandIn(solved_names(*changes))
    failures = {}
    for name, test in TESTS.items():
        if name in HELDOUT_TESTS or not name.startswith(only):
            continue
        try:
            test(student)
        except Failure as failure:
            failures[name] = failure
        except AssertionError as error:
            failures[name] = Failure(Outcome.WRONG, str(error))
    return failures


def names_of(failures: dict[str, Failure]) -> dict[str, str | None]:
    """Return the name of the misconception of each failed test."""
    return {name: f.misconception.name if f.misconception else None for name, f in failures.items()}
