"""The teacher's functions that look at a student's work keep their meaning, a student's names theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import nbformat
import pytest
from course import read

from autograder.execution import Execution, Step
from autograder.helpers import Helpers, helpers
from autograder.outcomes import Failure
from autograder.sandbox import ForkServer, Limits
from autograder.student import Student

GIVEN = """
import math

LIMIT = 100

def half(value):
    return value / 2

def look_at_area(radius):
    return half(LIMIT), half(area(radius)), math.pi > 3
"""
AREA = "def area(radius): return 3 * radius ** 2"
Make = Callable[..., Student]


@pytest.fixture
def student(server: ForkServer, limits: Limits) -> Iterator[Make]:
    """Make a student with these cells below the given one; a name in angle brackets is a grade cell."""
    made: list[Execution] = []

    def student(*cells: str) -> Student:
        steps = [
            Step(n, view=cell.strip("<>")) if cell.startswith("<") else Step(n, source=cell)
            for n, cell in enumerate([GIVEN, *cells])
        ]
        given = Helpers(GIVEN, frozenset({"half", "look_at_area"}))
        made.append(Execution(server, limits, steps, {}, {}, given))
        return Student("alice", made[-1])

    yield student
    for execution in made:
        execution.close()


def test_a_helper_calls_the_students_function(student: Make) -> None:
    assert student(AREA).call("look_at_area", 2) == (50, 6, True)


@pytest.mark.parametrize(
    "cell",
    [
        "def look_at_area(radius): return 'faked'",
        "del look_at_area",
        "def half(x): return x",
        "half = LIMIT = math = float = None",
    ],
)
def test_a_name_used_for_something_else_changes_no_helper(student: Make, cell: str) -> None:
    assert student(AREA, cell).call("look_at_area", 2) == (50, 6, True)


def test_a_student_may_use_the_names_for_own_work(student: Make) -> None:
    own = "def half(a, b): return a * b\nLIMIT = 7\ndef area(radius): return half(radius, LIMIT)"
    alice = student(own)
    assert alice.call("look_at_area", 2) == (50, 7, True)
    assert alice.call("area", 2) == 14 and alice.get("LIMIT") == 7


def test_a_helper_looks_from_where_the_test_looks(student: Make) -> None:
    alice = student(AREA, "<task>", "def area(radius): return 0")
    alice.look_from("task")
    assert alice.call("look_at_area", 2) == (50, 6, True) and alice.rebound
    alice.look_from(None)
    assert alice.call("look_at_area", 2) == (50, 0, True)


def test_what_is_missing_or_broken_is_told(student: Make) -> None:
    with pytest.raises(Failure, match="NameError: name 'area' is not defined"):
        student("x = 1").call("look_at_area", 2)
    with pytest.raises(Failure, match="does not define look_at_area"):
        student("import sys; sys.modules['math'] = None").call("look_at_area", 2)


def test_helpers_are_the_tagged_cells() -> None:
    cells = [
        nbformat.v4.new_code_cell("import math", metadata={"tags": ["helpers"]}),
        nbformat.v4.new_code_cell("def mine(): pass"),
        nbformat.v4.new_code_cell("def look(): return math.pi", metadata={"tags": ["helpers"]}),
    ]
    found = helpers(cells)
    assert found.functions == {"look"}
    assert found.source_of("mine") == "" and "import math" in found.source_of("look")
    assert helpers(cells[1:2]).source_of("look") == ""


@pytest.mark.parametrize(
    ("assignment", "function"),
    [
        ("keras_cnn", "look_at_network"),
        ("weight_init_quiz", "look_at_layer_gradients"),
        ("weight_init_quiz", "look_at_he_normal"),
    ],
)
def test_helpers_of_an_assignment_need_nothing_but_the_students_names(assignment: str, function: str) -> None:
    source = helpers(read("release", assignment).cells).source_of(function)
    assert f"def {function}(" in source and "import numpy as np" in source
