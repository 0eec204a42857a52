"""A notebook runs to its end whatever single cells do, and each cell's end is told for what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.execution import Execution, Step, outcome_of, told
from autograder.outcomes import Outcome
from autograder.sandbox import Error, ForkServer, Limits, SandboxEnded, StudentCrashed

EXIT = "import os; os._exit(0)"
ENDLESS = "while True: pass"
STUBBORN = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
HUNGRY = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        x = bytearray(b'x' * 10**8); time.sleep(60)
time.sleep(60)
"""

Run = Callable[..., Execution]


@pytest.fixture
def run(server: ForkServer) -> Iterator[Run]:
    """Run cells; a name in angle brackets stands for a grade cell."""
    made: list[Execution] = []

    def run(*cells: str, **limits: float) -> Execution:
        steps = [
            Step(n, view=cell.strip("<>")) if cell.startswith("<") else Step(n, source=cell)
            for n, cell in enumerate(cells)
        ]
        chosen = Limits(**{"cell_seconds": 20.0, "call_seconds": 10.0, "grace_seconds": 0.5, **limits})
        made.append(Execution(server, chosen, steps, {"JUPYTERHUB_USER": "alice"}, {"data/x.txt": b"abc"}))
        return made[-1]

    yield run
    for execution in made:
        execution.close()


def outcomes(execution: Execution) -> dict[int, Outcome]:
    return {key: run.outcome for key, run in sorted(execution.runs.items())}


P, C, T, M = Outcome.PASSED, Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY


def test_cells_run_in_order_with_environment_and_files(run: Run) -> None:
    execution = run(
        "import os; x = os.environ['JUPYTERHUB_USER']", "x += open('data/x.txt').read()", "print(x)"
    )
    assert execution.sandbox().get("x").value == "aliceabc"
    assert outcomes(execution) == {0: P, 1: P, 2: P} and execution.restarts == 0
    assert execution.runs[2].outputs[0]["text"] == "aliceabc\n"


def test_nothing_runs_before_it_is_asked_for(run: Run) -> None:
    execution = run("x = 1")
    assert execution.runs == {}
    assert execution.sandbox() is execution.sandbox()


def test_a_grade_cell_remembers_the_names(run: Run) -> None:
    execution = run("x = 1", "<first>", "x = 2", "<second>", "x = 3")
    sandbox = execution.sandbox()
    values = [sandbox.get("x", view).value for view in ("first", "second", None)]
    assert values == [1, 2, 3] and set(execution.runs) == {0, 2, 4}


def test_an_error_ends_its_cell_only(run: Run) -> None:
    execution = run("x = 1", "y = 2\n1 / 0", "x += y")
    assert execution.sandbox().get("x").value == 3
    failed = execution.runs[1]
    assert (failed.outcome, failed.error_name) == (
        C,
        "ZeroDivisionError",
    ) and "division by zero" in failed.message


@pytest.mark.parametrize(
    "fatal, outcome", [(EXIT, C), ("import os; os.kill(os.getpid(), 9)", C), (STUBBORN, T)]
)
def test_a_cell_that_ends_the_process_is_left_out_of_the_second_run(
    run: Run, fatal: str, outcome: Outcome
) -> None:
    execution = run("x = 1", fatal, "<task>", "x += 1", cell_seconds=2.0)
    assert execution.sandbox().get("x", "task").value == 1
    assert outcomes(execution) == {0: P, 1: outcome, 3: P}
    assert "ended the notebook's process" in execution.runs[1].message and execution.restarts == 1


def test_memory_of_a_cells_processes_is_its_own_outcome(run: Run) -> None:
    execution = run("x = 1", HUNGRY, "x += 1", memory_mb=200)
    assert execution.sandbox().get("x").value == 2
    assert outcomes(execution) == {0: P, 1: M, 2: P}
    assert "200 MiB" in execution.runs[1].message


def test_a_memory_error_is_out_of_memory_too(run: Run) -> None:
    execution = run(
        "x = 1", "y = bytearray(10**10)", "import numpy as np; z = np.ones(10**10)", memory_mb=300
    )
    assert execution.sandbox().get("x").value == 1
    assert outcomes(execution) == {0: P, 1: M, 2: M}


def test_an_endless_cell_is_stopped_and_costs_the_others_nothing(run: Run) -> None:
    execution = run("x = 1", ENDLESS, "x += 1", cell_seconds=1.0)
    assert execution.sandbox().get("x").value == 2
    assert outcomes(execution) == {0: P, 1: T, 2: P} and execution.restarts == 0
    assert "stopped after 1 s" in execution.runs[1].message


def test_several_fatal_cells_are_found_one_by_one(run: Run) -> None:
    execution = run(EXIT, "x = 1", EXIT, "x += 1", EXIT, "x += 1", restarts=3)
    assert execution.sandbox().get("x").value == 3
    assert [key for key, outcome in outcomes(execution).items() if outcome is C] == [0, 2, 4]
    assert execution.restarts == 3


def test_too_many_fatal_cells_end_it_for_good(run: Run) -> None:
    execution = run(*["import os; x = 1", "os._exit(1)"] * 3, restarts=2)
    for _ in range(2):
        with pytest.raises(StudentCrashed, match="too often"):
            execution.sandbox()
    assert outcomes(execution)[1] is C


def test_a_cell_keeps_its_first_output_when_it_is_run_again(run: Run) -> None:
    execution = run("import random; print(random.random())")
    execution.sandbox()
    first = execution.runs[0].outputs
    execution.lost()
    execution.sandbox()
    assert execution.runs[0].outputs == first != []


def test_the_time_of_the_whole_notebook_is_limited(run: Run) -> None:
    execution = run("x = 1", ENDLESS, "x += 1", "<task>", notebook_seconds=1.0)
    assert execution.sandbox().get("x", "task").value == 1
    assert outcomes(execution) == {0: P, 1: T, 2: T}
    assert "not run" in execution.runs[2].message


def test_a_lost_sandbox_is_made_anew_with_all_names(run: Run) -> None:
    execution = run("x = 1", "<task>", "x = 2")
    for _ in range(6):  # more often than cells may end the process
        execution.sandbox().run_cell("x = 99", 5.0)
        execution.lost()
        assert execution.sandbox().get("x", "task").value == 1
    assert execution.sandbox().get("x").value == 2


def test_a_process_that_hides_in_a_grade_cells_mark_does_no_harm(run: Run) -> None:
    trap = "import os\nget_ipython().user_ns = type('T', (dict,), {'keys': lambda s: os._exit(0)})(x=1)"
    execution = run("x = 1", trap, "<task>")
    try:
        assert execution.sandbox().get("x").value == 1
    except SandboxEnded:
        assert execution.restarts > 0


def test_outputs_of_a_stopped_cell_are_kept(run: Run) -> None:
    execution = run("print('before')\nwhile True: pass", cell_seconds=1.0)
    execution.sandbox()
    assert execution.runs[0].outputs[0]["text"] == "before\n"


def test_errors_are_told_in_one_short_line() -> None:
    assert told(Error("ValueError", "a\n  b\tc")) == "ValueError: a b c"
    assert told(Error("KeyError", "")) == "KeyError"
    assert told(Error("ValueError", "\x1b[1mInvalid input\x1b[0m")) == "ValueError: Invalid input"
    assert len(told(Error("E", "x" * 10**6))) < 250
    assert outcome_of(Error("_ArrayMemoryError", "")) is M and outcome_of(Error("ValueError", "")) is C
