"""The proxy that hidden tests use: values, calls, and the five ways in which they can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.execution import Execution, Step
from autograder.outcomes import Failure, Outcome
from autograder.sandbox import ForkServer, Limits
from autograder.student import Answer, Call, Opaque, Student

Make = Callable[..., Student]


@pytest.fixture
def student(server: ForkServer) -> Iterator[Make]:
    """Make a student whose notebook has these cells; a name in angle brackets stands for a grade cell."""
    made: list[Execution] = []

    def student(*cells: str, **limits: float) -> Student:
        steps = [
            Step(n, view=cell.strip("<>")) if cell.startswith("<") else Step(n, source=cell)
            for n, cell in enumerate(cells)
        ]
        chosen = Limits(**{"cell_seconds": 20.0, "call_seconds": 10.0, "grace_seconds": 0.5, **limits})
        made.append(Execution(server, chosen, steps, {}, {}))
        return Student("alice", made[-1])

    yield student
    for execution in made:
        execution.close()


def failure(ask: Callable[[], Any]) -> Failure:
    with pytest.raises(Failure) as caught:
        ask()
    return caught.value


def test_values_and_calls(student: Make) -> None:
    alice = student("x = [1, 2.5]", "def f(a, b=1): return a * b")
    assert alice.get("x") == [1, 2.5]
    assert alice.call("f", np.arange(3), b=2).tolist() == [0, 2, 4]
    answers = alice.call_many("f", [Call((n,), {"b": 2}) for n in range(4)])
    assert [answer.returned() for answer in answers] == [0, 2, 4, 6]
    assert alice.call_many("f", []) == []


def test_what_is_no_data_comes_as_its_name(student: Make) -> None:
    alice = student("def f(): return f", "x = f")
    assert isinstance(alice.get("x"), Opaque) and isinstance(alice.call("f"), Opaque)


def test_arguments_after_a_call(student: Make) -> None:
    alice = student("def f(x, y=None):\n    x[0] = 7\n    return 0")
    calls = [Call((np.zeros(2),), {"y": 1}), Call((np.zeros(2),), read_only=True)]
    changed, refused = alice.call_many("f", calls, arguments_after=True)
    assert changed.arguments_after is not None and refused.arguments_after is None
    args, kwargs = changed.arguments_after
    assert args[0].tolist() == [7, 0] and kwargs == {"y": 1}
    assert refused.failure is not None and "read-only" in refused.failure.message
    assert calls[0].args[0].tolist() == [0, 0]
    assert alice.call_many("f", calls[:1])[0].arguments_after is None


@pytest.mark.parametrize(
    "ask", [lambda s: s.get("f"), lambda s: s.call("f"), lambda s: s.call_many("f", [Call()] * 2)]
)
def test_a_name_that_is_missing_is_wrong_not_crashed(student: Make, ask: Callable[[Student], Any]) -> None:
    found = failure(lambda: ask(student("x = 1", "raise ValueError")))
    assert found.outcome is Outcome.WRONG and "does not define f" in found.message


def test_a_name_that_is_no_function(student: Make) -> None:
    assert failure(lambda: student("f = 3").call("f")).outcome is Outcome.WRONG


def test_an_exception_is_told_with_its_line(student: Make) -> None:
    alice = student("def f(x):\n    y = x + 1\n    return 1 / y")
    found = failure(lambda: alice.call("f", -1))
    assert found.outcome is Outcome.CRASHED
    assert "ZeroDivisionError: division by zero" in found.message and "return 1 / y" in found.message
    assert alice.call("f", 1) == 0.5


def test_a_task_not_done_is_told_as_such(student: Make) -> None:
    found = failure(lambda: student("def f(): raise NotImplementedError()").call("f"))
    assert (found.outcome, found.message) == (Outcome.WRONG, "f is not implemented yet.")


def test_a_message_cannot_carry_much_out(student: Make) -> None:
    alice = student("def f(x): raise ValueError('s' * 10**6 + str(x))")
    assert len(failure(lambda: alice.call("f", 1)).message) < 600


@pytest.mark.parametrize("error", ["raise MemoryError", "return bytearray(10**10)"])
def test_a_memory_error_is_out_of_memory(student: Make, error: str) -> None:
    alice = student(f"def f(): {error}", memory_mb=300)
    assert failure(lambda: alice.call("f")).outcome is Outcome.OUT_OF_MEMORY


TRAPS = """
import os, signal
def endless():
    while True: pass
def stubborn():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True: pass
def leaves(): os._exit(0)
def exits(): raise SystemExit
def right(x): return x
"""


@pytest.mark.parametrize(
    "name, outcome",
    [
        *(("endless", Outcome.TIMED_OUT), ("stubborn", Outcome.TIMED_OUT)),
        *(("leaves", Outcome.CRASHED), ("exits", Outcome.CRASHED)),
    ],
)
def test_a_fatal_call_is_told_and_the_next_function_works(student: Make, name: str, outcome: Outcome) -> None:
    alice = student(TRAPS, "<task>", call_seconds=1.0)
    found = failure(lambda: alice.call(name))
    assert found.outcome is outcome and name in found.message
    assert alice.call("right", 3) == 3


def test_one_endless_function_costs_the_others_nothing(student: Make) -> None:
    alice = student(TRAPS, call_seconds=0.3)
    for _ in range(7):  # as many tests ask for it
        assert failure(lambda: alice.call("endless")).outcome is Outcome.TIMED_OUT
    assert alice.call("right", 3) == 3


def test_after_a_fatal_call_the_rest_share_its_failure(student: Make) -> None:
    end = "def f(x):\n    if x == 2:\n        {}\n    return x"
    for body, outcome in (
        ("while True: pass", Outcome.TIMED_OUT),
        ("import os; os._exit(3)", Outcome.CRASHED),
    ):
        alice = student(end.format(body), call_seconds=1.0)
        answers = alice.call_many("f", [Call((n,)) for n in range(6)])
        assert [answer.value for answer in answers[:2]] == [0, 1]
        assert [answer.failure and answer.failure.outcome for answer in answers] == [
            None,
            None,
            *[outcome] * 4,
        ]
        assert failure(answers[5].returned).outcome is outcome


def test_an_error_in_one_call_leaves_the_others_alone(student: Make) -> None:
    answers = student("def f(x): return 6 / x").call_many("f", [Call((n,)) for n in (0, 1, 2)])
    assert [answer.value for answer in answers] == [None, 6.0, 3.0]
    assert answers[0].failure is not None and answers[0].failure.outcome is Outcome.CRASHED


def test_the_time_for_all_tests_is_limited(student: Make) -> None:
    alice = student(TRAPS, call_seconds=0.5, tests_seconds=1.0)
    found = [failure(lambda: alice.call("endless")) for _ in range(4)]
    assert {f.outcome for f in found} == {Outcome.TIMED_OUT}
    late = failure(lambda: alice.call("right", 3))
    assert late.outcome is Outcome.TIMED_OUT and "used up" in late.message


def test_the_time_of_the_cells_is_not_that_of_the_tests(student: Make) -> None:
    alice = student("import time; time.sleep(2.5)", "def f(): return 1", tests_seconds=2.0)
    assert [alice.call("f"), alice.call("f")] == [1, 1]


def test_names_are_looked_up_where_the_test_looks_from(student: Make) -> None:
    alice = student("x = 1\ndef f(): return 1", "<task>", "x = 2\nz = 2\ndef f(): return 2", "<late>")
    assert (alice.get("x"), alice.call("f"), alice.rebound) == (2, 2, False)
    alice.look_from("task")
    assert (alice.get("x"), alice.call("f"), alice.rebound) == (1, 1, True)
    assert alice.get("z") == 2  # defined later only
    alice.look_from("late")
    assert (alice.get("x"), alice.call("f"), alice.rebound) == (2, 2, False)
    alice.look_from("task")
    assert (alice.rebound, alice.call("f"), alice.rebound) == (False, 1, True)
    alice.look_from(None)
    assert (alice.get("x"), alice.call("f"), alice.rebound) == (2, 2, False)


@pytest.mark.parametrize("helper", ["helper", "_helper"])
def test_a_function_finds_its_helpers_where_the_test_looks_from(student: Make, helper: str) -> None:
    alice = student(
        f"def f(): return {helper}()", f"def {helper}(): return 1", "<task>", f"def {helper}(): return 2"
    )
    alice.look_from("task")
    assert (alice.call("f"), alice.rebound) == (1, True)
    alice.look_from(None)
    assert alice.call("f") == 2


def test_a_deleted_name_is_still_there_at_its_cell(student: Make) -> None:
    alice = student("x = 1", "<task>", "del x")
    alice.look_from("task")
    assert (alice.get("x"), alice.rebound) == (1, True)
    alice.look_from(None)
    assert failure(lambda: alice.get("x")).outcome is Outcome.WRONG


@pytest.mark.parametrize(
    "body, outcome",
    [
        *(("raise ValueError('no')", Outcome.CRASHED), ("raise MemoryError", Outcome.OUT_OF_MEMORY)),
        *(("import os; os._exit(0)", Outcome.CRASHED), ("while True: pass", Outcome.TIMED_OUT)),
    ],
)
def test_a_value_that_resists_reading(student: Make, body: str, outcome: Outcome) -> None:
    trap = f"class Trap:\n    def __array__(self, *a, **k):\n        {body}"
    alice = student(trap, "x = Trap()\ndef f(): return x", "y = 3", call_seconds=1.0)
    assert failure(lambda: alice.get("x")).outcome is outcome
    assert failure(lambda: alice.call("f")).outcome is outcome
    assert alice.get("y") == 3


def test_a_notebook_that_cannot_be_started_is_told_in_every_test(student: Make) -> None:
    alice = student(*["import os; os._exit(0)"] * 5, "def f(): return 1", restarts=2)
    for ask in (lambda: alice.get("f"), lambda: alice.call("f")):
        found = failure(ask)
        assert found.outcome is Outcome.CRASHED and "too often" in found.message


def test_an_answer_raises_its_failure() -> None:
    assert Answer(3).returned() == 3
    with pytest.raises(Failure, match="why"):
        Answer(failure=Failure(Outcome.WRONG, "why")).returned()


def test_a_private_call_tells_nothing_that_the_code_says(student: Make) -> None:
    alice = student(
        "class Secret(Exception): pass",
        "Secret.__name__ = '190 44 17'",
        "def f(x):\n    if x.sum() > 3: raise Secret('pixels: ' + str(x.tolist()))\n    return x[0]",
        "def g(x):\n    raise ValueError('pixels: ' + str(x.tolist()))",
    )
    calls = [Call((np.ones(2),)), Call((np.ones(4),))]
    good, bad = alice.call_many("f", calls, private=True)
    assert good.returned() == 1 and good.seconds > 0
    told = failure(bad.returned)
    assert told.outcome is Outcome.CRASHED and told.message == "f raised an exception."
    (answer,) = alice.call_many("g", calls[:1], private=True)
    assert failure(answer.returned).message == "g raised ValueError."


def test_what_a_private_call_saw_is_forgotten(student: Make) -> None:
    alice = student("seen = []", "def f(x):\n    seen.append(x.tolist())\n    return len(seen)")
    assert [a.returned() for a in alice.call_many("f", [Call((np.ones(1),))] * 2, private=True)] == [1, 2]
    assert alice.get("seen") == []
    assert alice.call("f", np.ones(1)) == 1


def test_a_call_can_have_its_own_time(student: Make) -> None:
    alice = student("import time\ndef f(): time.sleep(60)", call_seconds=60.0)
    (answer,) = alice.call_many("f", [Call()], seconds=0.3)
    assert failure(answer.returned).outcome is Outcome.TIMED_OUT
