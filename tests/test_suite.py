"""Hidden suites: who earns points, what is told of a failure, and what a mismatch with the notebook says."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode
from threadpoolctl import threadpool_info, threadpool_limits

from autograder import suite
from autograder.datasets.heldout import HeldOut, HeldOutDigits, HeldOutMissing
from autograder.entries import Entry
from autograder.outcomes import Failure, Outcome
from autograder.suite import Record, SuiteMismatch

HEAD = """
import pytest
from autograder.outcomes import Example, Failure, Misconception, Outcome
graded = pytest.mark.graded
"""


class Names:
    """Stands for the student proxy: names with their values at the grade cell and at the end."""

    def __init__(
        self, at_the_cell: dict[str, Any] | None = None, at_the_end: dict[str, Any] | None = None
    ) -> None:
        self.id = "alice"
        self.asked: list[str | None] = []
        self._then, self._now = at_the_cell or {}, at_the_end or {}

    def look_from(self, view: str | None) -> None:
        self.view, self.rebound = view, False
        self.asked.append(view)

    def get(self, name: str) -> Any:
        names = self._now if self.view is None else {**self._now, **self._then}
        self.rebound = self.rebound or self._then.get(name) != self._now.get(name)
        if name not in names:
            raise Failure(Outcome.WRONG, f"{name} is not defined")
        return names[name]


Write = Callable[..., None]
_numbers = itertools.count()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Make a text the hidden suite of the assignment "some_task"."""

    def write(*tests: str) -> None:
        path = tmp_path / f"suite_{next(_numbers)}.py"  # pytest imports a name only once
        path.write_text(HEAD + "\n".join(map(textwrap.dedent, tests)))
        monkeypatch.setattr(suite, "suite_path", lambda assignment: str(path))

    suite._collected.cache_clear()
    yield write
    suite._collected.cache_clear()


def test(body: str, cell: str = "task", points: float = 1.0, name: str = "test_it") -> str:
    head = f"@graded(cell={cell!r}, points={points}, asks='what {name} asks')\ndef {name}(student):\n"
    return head + textwrap.indent(textwrap.dedent(body).strip(), "    ") + "\n"


test.__test__ = False  # type: ignore[attr-defined]


def run(student: Names | None = None) -> list[Record]:
    return suite.run("some_task", student or Names())  # type: ignore[arg-type]


def only(student: Names | None = None) -> Record:
    (record,) = run(student)
    return record


def test_a_test_that_returns_earns_its_points(write: Write) -> None:
    write(test("assert student.get('x') == 3", points=1.5))
    record = only(Names({"x": 3}, {"x": 3}))
    assert (record.outcome, record.points) == (Outcome.PASSED, 1.5)
    assert record.part == suite.Part("test_it", "task", 1.5, "what test_it asks")


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.PASSED])
def test_a_failure_is_recorded_as_raised(write: Write, outcome: Outcome) -> None:
    how = "example=Example('f(1)', '2', '3'), misconception=Misconception('m', 'h')"
    write(test(f"raise Failure(Outcome.{outcome.name}, 'because', {how})"))
    record = only()
    assert (record.outcome, record.message, record.points) == (outcome, "because", 0.0)
    assert record.example is not None and record.example.expected == "3"
    assert record.misconception is not None and record.misconception.name == "m"


def test_an_assert_tells_its_message_only(write: Write) -> None:
    write(test("value = 12345\nassert student.get('x') == value, 'x is not right'"))
    record = only(Names({"x": 1}, {"x": 1}))
    assert (record.outcome, record.message) == (Outcome.WRONG, "x is not right")


@pytest.mark.parametrize(
    "body",
    [
        *(
            "value = 12345\nassert student.get('x') == value",
            "value = [12345]\nassert [student.get('x')] == value",
        ),
        *("assert False or 12345 == student.get('x')", "assert not 12345, ''", "raise AssertionError"),
        "import numpy as np\nnp.testing.assert_allclose(student.get('x'), 12345)",
    ],
)
def test_an_assert_without_a_message_gives_no_expected_value_away(write: Write, body: str) -> None:
    write(test(body))
    record = only(Names({"x": 1}, {"x": 1}))
    assert record.outcome is Outcome.WRONG and record.message
    assert "12345" not in f"{record.message} {record.example} {record.misconception}"


@pytest.mark.parametrize(
    "body",
    [
        "1 / 0",
        "raise KeyError('x')",
        "student.nothing",
        "pytest.fail('x')",
        "pytest.skip('x')",
        "raise SystemExit(0)",
    ],
)
def test_anything_else_is_a_fault_of_the_grader_and_the_others_go_on(write: Write, body: str) -> None:
    write(test(body), test("pass", name="test_next"))
    fault, following = run()
    assert (fault.outcome, fault.points, following.outcome) == (Outcome.GRADER_FAULT, 0.0, Outcome.PASSED)
    assert fault.detail and not fault.message


def test_an_interrupt_ends_the_program(write: Write) -> None:
    write(test("raise KeyboardInterrupt"))
    with pytest.raises(KeyboardInterrupt):
        run()


def test_a_name_is_taken_from_the_cells_place_first(write: Write) -> None:
    write(test("assert student.get('x') == 1, 'wrong'"))
    student = Names({"x": 1}, {"x": 2})
    assert only(student).outcome is Outcome.PASSED and student.asked == ["task"]


def test_a_name_that_became_right_later_gets_a_second_look(write: Write) -> None:
    write(test("assert student.get('x') == 2, f'wrong: {student.get(\"x\")}'"))
    student = Names({"x": 1}, {"x": 2})
    assert only(student).outcome is Outcome.PASSED and student.asked == ["task", None]
    assert only(Names({"x": 1}, {"x": 3})).message == "wrong: 1"  # both wrong: that of the cell is told


def test_a_name_that_never_changed_gets_no_second_look(write: Write) -> None:
    write(test("assert student.get('x') == 2, 'wrong'"))
    student = Names({"x": 1}, {"x": 1})
    assert only(student).outcome is Outcome.WRONG and student.asked == ["task"]


def test_nothing_is_printed_while_a_suite_runs(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    write(test("print('secret')\nassert 1 == 2"))
    run()
    assert capfd.readouterr() == ("", "")


def notebook(**points: float) -> NotebookNode:
    cells = [nbformat.v4.new_code_cell() for _ in points]
    for cell, (name, value) in zip(cells, points.items(), strict=True):
        cell.metadata.nbgrader = {"grade_id": name, "points": value, "grade": True, "solution": False}
    essay = nbformat.v4.new_markdown_cell(
        metadata={"nbgrader": {"grade_id": "e", "grade": True, "solution": True, "points": 5}}
    )
    return nbformat.v4.new_notebook(cells=[*cells, essay, nbformat.v4.new_code_cell()])


def test_the_graders_own_numbers_are_computed_by_one_thread(write: Write) -> None:
    count = "[library['num_threads'] for library in threadpoolctl.threadpool_info()]"
    write(
        test(f"import threadpoolctl\ncounts = {count}\nassert counts and set(counts) == {{1}}, f'{{counts}}'")
    )
    with threadpool_limits(2):
        assert only().outcome is Outcome.PASSED
        assert {library["num_threads"] for library in threadpool_info()} == {2}  # as it was


def test_points_that_agree_pass_the_check(write: Write) -> None:
    write(*[test("pass", points=0.1, name=f"test_{n}") for n in range(3)], test("pass", cell="b", points=2))
    suite.check_points("some_task", notebook(task=0.3, b=2))


@pytest.mark.parametrize(
    "points, told",
    [
        ({"task": 3, "b": 2}, "task has 3 points, its hidden tests have 1"),
        ({"task": 1, "b": 2, "c": 1}, "c has no hidden test"),
        ({"task": 1}, "b is not a grade cell"),
        ({}, "task is not a grade cell of the notebook; b is not"),
    ],
)
def test_points_that_do_not_agree_are_told(write: Write, points: dict[str, float], told: str) -> None:
    write(test("pass"), test("pass", cell="b", points=2, name="test_b"))
    with pytest.raises(SuiteMismatch, match=told):
        suite.check_points("some_task", notebook(**points))


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "no test"),
        ("def test_it(student): pass", "test_it lacks the marker"),
        ("def broken(:", "SyntaxError"),
        ("import module_that_is_missing", "module_that_is_missing"),
    ],
)
def test_a_suite_that_cannot_be_used_says_why(write: Write, text: str, told: str) -> None:
    write(text)
    with pytest.raises(SuiteMismatch, match=told):
        suite.parts("some_task")


@pytest.mark.parametrize("name", ["no_such_assignment", "../etc", "a.b", "", "os; x"])
def test_an_assignment_without_suite_is_told(name: str) -> None:
    with pytest.raises(SuiteMismatch, match="no hidden suite"):
        suite.check_points(name, notebook())


def test_records_are_grouped_by_cell(write: Write) -> None:
    write(test("pass"), test("pass", cell="b", name="test_b"), test("assert 0", name="test_c"))
    cells = suite.by_cell(run())
    assert {name: [r.part.test for r in records] for name, records in cells.items()} == {
        "task": ["test_it", "test_c"],
        "b": ["test_b"],
    }


HELD_OUT = """
@graded(cell="task", points=1.0, asks="x")
def test_it(student, heldout, entry):
    entry.record([[0.25, 0.75]], 0.1)
    assert heldout.digits().source == "mine", "other digits"


def check_heldout(heldout):
    heldout.digits()
"""


def test_held_out_data_and_the_entry_are_given_to_those_who_ask(write: Write, tmp_path: Path) -> None:
    write(HELD_OUT, test("pass", name="test_without"))
    store = HeldOut(tmp_path / "heldout")
    with pytest.raises(HeldOutMissing):
        suite.check_heldout("some_task", store)
    store.write_digits(HeldOutDigits(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.int64), "mine"))
    suite.check_heldout("some_task", store)
    entry = Entry()
    first, second = suite.run("some_task", Names(), store, entry)  # type: ignore[arg-type]
    assert first.outcome is second.outcome is Outcome.PASSED
    assert entry.predictions is not None and entry.predictions.seconds == 0.1


FAILING = """
import pytest
from autograder.outcomes import Failure, Outcome

graded = pytest.mark.graded


@graded(cell="task", points=1, asks="x")
def test_entry(student, entry):
    raise {error}
"""


@pytest.mark.parametrize(
    ("error", "outcome", "said"),
    [
        ("Failure(Outcome.TIMED_OUT, 'too slow')", Outcome.TIMED_OUT, "too slow"),
        ("RuntimeError('secret')", Outcome.GRADER_FAULT, "The grader itself failed"),
    ],
)
def test_an_entry_without_predictions_gets_the_reason(
    write: Write, error: str, outcome: Outcome, said: str
) -> None:
    write(FAILING.format(error=error))
    entry = Entry()
    suite.run("some_task", Names(), None, entry)  # type: ignore[arg-type]
    assert entry.failed is not None
    assert entry.failed.outcome is outcome and entry.failed.message.startswith(said)


def test_missing_held_out_data_is_a_fault_of_the_grader_told_in_one_line(
    write: Write, tmp_path: Path
) -> None:
    write(HELD_OUT)
    (record,) = suite.run("some_task", Names(), HeldOut(tmp_path), Entry())  # type: ignore[arg-type]
    assert record.outcome is Outcome.GRADER_FAULT
    assert "autograder data mnist" in record.detail and "Traceback" not in record.detail


def test_a_suite_that_needs_no_held_out_data_has_nothing_checked(write: Write, tmp_path: Path) -> None:
    write(test("pass"))
    suite.check_heldout("some_task", HeldOut(tmp_path))


def test_a_test_with_an_unknown_fixture_is_told(write: Write) -> None:
    write("@graded(cell='task', points=1, asks='x')\ndef test_it(student, tmp_path): pass")
    with pytest.raises(SuiteMismatch, match="may take"):
        suite.parts("some_task")


def test_a_worker_imports_no_more_than_the_suites_need(tmp_path: Path) -> None:
    (tmp_path / "stranger-1.dist-info").mkdir()
    (tmp_path / "stranger-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\n")
    (tmp_path / "stranger-1.dist-info" / "entry_points.txt").write_text("[hypothesis]\nstranger = stranger\n")
    (tmp_path / "stranger.py").write_text("")
    program = """
import os, sys
import autograder.batch.workers
from autograder import suite
for assignment in ("weight_init_quiz", "manual_convolution", "keras_cnn", "celebrity_project"):
    suite.parts(assignment)
heavy = {"nbgrader", "keras", "tensorflow", "sklearn", "matplotlib", "scipy.stats", "stranger"}
print(sorted(heavy & set(sys.modules)), os.environ.get("HYPOTHESIS_NO_PLUGINS"))
"""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    environment.pop("HYPOTHESIS_NO_PLUGINS", None)
    printed = subprocess.check_output([sys.executable, "-c", program], env=environment, text=True)
    assert printed.split() == ["[]", "None"]
