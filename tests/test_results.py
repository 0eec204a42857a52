"""Results that are kept: found again, told apart, made anew where they are damaged."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tiny_course
from course import api
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_output
from team_course import configure
from tiny_course import POINTS, RIGHT, WRONG, Tiny

from autograder import grading
from autograder.course import Course
from autograder.datasets.heldout import HeldOut
from autograder.entries import Failed, Predictions
from autograder.grading import Examined
from autograder.outcomes import Example, Misconception, Outcome
from autograder.results import codec, journal, source
from autograder.results.store import ResultStore
from autograder.results.task import Setting, Task, failed
from autograder.suite import Part, Record

PART = Part("test_double", "double", 2.0, "double(x) is twice x")
WRONG_RECORD = Record(
    PART,
    Outcome.WRONG,
    "not twice as much \ud800",
    Example("double(21)", "21", None),
    Misconception("not doubled", "Twice as much is 2 * x."),
)
EXAMINED = Examined(
    outputs=[None, [new_output("stream", name="stdout", text="1 < 2\n")]],
    records=[WRONG_RECORD, Record(PART, Outcome.PASSED)],
    entry=Predictions(np.random.default_rng(0).dirichlet(np.ones(8), size=5), 0.25),
    seconds={"sandbox": 0.1, "cells": 1 / 3, "tests": 0.0},
    peak_bytes=123456789,
)
KEY = "ab" * 32
SETTING = Setting("tiny", "v1", "", ("numpy",), {"cell_seconds": 1.0}, {"data.csv": b"1,2"})
TASK = Task(SETTING.digest, "ada", (("x = 1", {"tags": []}),), {"model.npz": b"weights"})


@pytest.fixture
def store(tmp_path: Path) -> ResultStore:
    return ResultStore(tmp_path)


def same(one: Examined, other: Examined) -> bool:
    """Whether two results are equal, to the last bit."""
    return codec.to_bytes(KEY, one) == codec.to_bytes(KEY, other)


def test_a_result_comes_back_as_it_was(store: ResultStore) -> None:
    store.put(KEY, EXAMINED)
    found = store.get(KEY)
    assert found is not None and same(found, EXAMINED)
    assert found.records == EXAMINED.records and found.outputs == EXAMINED.outputs
    assert isinstance(found.entry, Predictions) and isinstance(EXAMINED.entry, Predictions)
    assert np.array_equal(found.entry.probabilities, EXAMINED.entry.probabilities)
    other = replace(EXAMINED, entry=Failed(Outcome.CRASHED, "predict raised"))
    store.put("cd" * 32, other)
    assert store.get("cd" * 32).entry == other.entry  # type: ignore[union-attr]


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 255), st.booleans())
def test_a_damaged_result_is_recognised_whatever_is_damaged(place: int, change: int, cut: bool) -> None:
    data = bytearray(codec.to_bytes(KEY, EXAMINED))
    place %= len(data)
    if cut:
        del data[place:]
    else:
        data[place] ^= change
    with pytest.raises(codec.Damaged):
        codec.from_bytes(KEY, bytes(data))


def test_the_result_of_something_else_is_not_taken() -> None:
    with pytest.raises(codec.Damaged, match="something else"):
        codec.from_bytes("cd" * 32, codec.to_bytes(KEY, EXAMINED))


def test_nobody_else_can_read_the_results(store: ResultStore) -> None:
    os.umask(0)
    store.put(KEY, EXAMINED)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.folder.rglob("*.json")} == {0o600}


def test_what_may_be_the_machines_fault_is_not_kept(store: ResultStore) -> None:
    store.put(KEY, replace(EXAMINED, settled=False))
    assert store.get(KEY) is None
    assert not store.folder.exists() or not list(store.folder.rglob("*.json"))


def test_a_store_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file where the folder should be")
    store = ResultStore(tmp_path)
    store.put(KEY, EXAMINED)
    assert store.get(KEY) is None


def test_the_results_used_least_recently_go_first(store: ResultStore) -> None:
    keys = [f"{number:02}" + "0" * 62 for number in range(3)]
    for number, key in enumerate(keys):
        store.put(key, EXAMINED)
        os.utime(store.folder / key[:2] / f"{key}.json", (number, number))
    assert store.trim() == 0
    assert store.get(keys[0]) is not None
    store.most_mb = 0
    size = next(store.folder.rglob("*.json")).stat().st_size
    assert size > 0 and store.trim() == 3
    assert not list(store.folder.rglob("*.json"))


@pytest.mark.parametrize(
    "other",
    [
        replace(TASK, student="bob"),
        replace(TASK, cells=(("x = 2", {"tags": []}),)),
        replace(TASK, cells=(("x = 1", {"tags": ["helpers"]}),)),
        replace(TASK, handed_in={"model.npz": b"others"}),
        replace(TASK, handed_in={"other.npz": b"weights"}),
        replace(TASK, setting=replace(SETTING, version="v2").digest),
        replace(TASK, setting=replace(SETTING, heldout="new").digest),
        replace(TASK, setting=replace(SETTING, limits={"cell_seconds": 2.0}).digest),
        replace(TASK, setting=replace(SETTING, given={"data.csv": b"3,4"}).digest),
        replace(TASK, setting=replace(SETTING, preload=()).digest),
    ],
)
def test_the_key_changes_with_all_that_the_result_depends_on(other: Task) -> None:
    assert other.key != TASK.key
    assert replace(TASK).key == TASK.key
    assert "ada" not in repr(other) and "x = " not in repr(other)


ASSIGNMENTS = ["manual_convolution", "weight_init_quiz"]
MENDING = f"""
import json
from pathlib import Path
from autograder.results.source import version

def versions():
    return {{name: version.__wrapped__(name) for name in {ASSIGNMENTS}}}

before = versions()
print(json.dumps([one.known for one in before.values()]))
for name in ("hidden/manual_convolution_layers_mistakes.py", "properties.py", "sandbox/guest/shell.py"):
    path = Path("autograder") / name
    path.write_text(path.read_text() + "\\n# mended\\n")
    after = versions()
    print(json.dumps([name for name in after if after[name].digest != before[name].digest]))
    before = after
"""


def test_a_mended_test_concerns_its_own_assignment_only(tmp_path: Path) -> None:
    shutil.copytree(
        Path(source.__file__).parents[1], tmp_path / "autograder", ignore=lambda *_: ["__pycache__"]
    )

    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.check_output([sys.executable, "-c", MENDING], env=environment, cwd=tmp_path, text=True)
    known, *changed = map(json.loads, told.splitlines())
    assert known == [True, True]
    assert changed == [["manual_convolution"], ASSIGNMENTS, ASSIGNMENTS]


def test_source_that_was_changed_meanwhile_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_BEGUN", 0.0)
    assert not source.version.__wrapped__("manual_convolution").known


def test_only_the_heldout_data_that_a_suite_reads_counts(tmp_path: Path) -> None:
    store = HeldOut(tmp_path)
    store.write_text("digits.npz", "one")
    store.write_text("faces.npz", "one")
    before = store.digest(["digits.npz"])
    store.write_text("faces.npz", "another")
    assert store.digest(["digits.npz"]) == before
    store.write_text("digits.npz", "another")
    assert store.digest(["digits.npz"]) != before
    assert store.digest([]) == ""


def test_a_failed_grader_leaves_all_marks_open() -> None:
    examined = failed(TASK, "manual_convolution", "the worker died")
    assert {record.outcome for record in examined.records} == {Outcome.GRADER_FAULT}
    assert not examined.settled and len(examined.outputs) == len(TASK.cells)


def test_lines_of_the_journal_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    seconds = dict.fromkeys(journal.PHASES, 0.5)
    line = journal.Line(journal.now(), "tiny", "zoë", "tiny", "passed", 2.0, 2.0, False, seconds, 30.0)
    journal.append(tmp_path, line)
    with (tmp_path / journal.NAME).open("a") as file:
        file.write('{"time": "2026-\n{}\n[1]\n')
    journal.append(tmp_path, line)
    assert list(journal.read(tmp_path)) == [line, line]
    assert stat.S_IMODE((tmp_path / journal.NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("ends", "cpu_seconds", "settled"),
    [
        ({Outcome.PASSED, Outcome.WRONG}, 0.1, True),
        ({Outcome.PASSED, Outcome.CRASHED, Outcome.OUT_OF_MEMORY}, 0.1, True),
        ({Outcome.PASSED, Outcome.TIMED_OUT}, 59.0, True),
        ({Outcome.PASSED, Outcome.TIMED_OUT}, 30.0, False),
        ({Outcome.PASSED, Outcome.TIMED_OUT}, 120.0, False),
        ({Outcome.GRADER_FAULT}, 59.0, False),
    ],
)
def test_too_slow_counts_as_settled_where_the_code_had_a_processor_for_itself(
    ends: set[Outcome], cpu_seconds: float, settled: bool
) -> None:
    assert grading.is_settled(ends, cpu_seconds, 60.0) is settled


# in nbgrader


@pytest.fixture(scope="module")
def template(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    course = tiny_course.make(tmp_path_factory.mktemp("tiny"))
    for student, answer in {"ada": RIGHT, "bob": WRONG}.items():
        tiny_course.write(answer, course.submission(student, "tiny") / "tiny.ipynb")
    return course


@pytest.fixture
def course(template: Tiny, tmp_path: Path) -> Tiny:
    return tiny_course.copy(template, tmp_path)


def runs(course: Tiny) -> list[tuple[str, bool]]:
    """Who was graded, and whether from a stored result."""
    return [(line.student, line.stored) for line in journal.read(course.root)]


@pytest.mark.graded
def test_nbgrader_finds_what_it_has_graded_before(course: Tiny) -> None:
    assert api(course).autograde("tiny", "*")["success"]
    first = {student: course.autograded(student, "tiny") for student in ("ada", "bob")}
    assert api(course).autograde("tiny", "*", force=True)["success"]
    assert runs(course) == [("ada", False), ("bob", False), ("ada", True), ("bob", True)]
    assert {student: course.autograded(student, "tiny") for student in first} == first
    assert (course.points("ada"), course.points("bob")) == (POINTS, 0.0)

    (damaged, *_) = [path for path in (course.root / "results").glob("??/*.json")]
    damaged.write_bytes(damaged.read_bytes()[:-10])
    assert "is damaged" in str(api(course).autograde("tiny", "*", force=True)["log"])
    assert sorted(stored for _, stored in runs(course)[-2:]) == [False, True]
    assert {student: course.autograded(student, "tiny") for student in first} == first

    tiny_course.write(WRONG, course.submission("ada", "tiny") / "tiny.ipynb")
    assert api(course).autograde("tiny", "*", force=True)["success"]
    assert runs(course)[-2:] == [("ada", False), ("bob", True)]
    assert course.points("ada") == 0.0


@pytest.mark.graded
def test_nothing_is_kept_where_the_course_does_not_want_it(course: Tiny) -> None:
    configure(course, "c.ResultStore.enabled = False")
    for _ in range(2):
        assert api(course).autograde("tiny", "ada", force=True)["success"]
    assert runs(course) == [("ada", False), ("ada", False)]


@pytest.mark.graded
def test_a_course_whose_results_cannot_be_kept_is_graded_all_the_same(course: Tiny) -> None:
    (course.root / "results").write_text("a file where the folder should be")
    for _ in range(2):
        assert api(course).autograde("tiny", "*", force=True)["success"]
        assert (course.points("ada"), course.points("bob")) == (POINTS, 0.0)
        assert [report.reason for report in Course(course.root).grade("tiny", ["ada"], force=True)] == [""]


@pytest.mark.graded
def test_what_took_too_long_is_tried_again(course: Tiny) -> None:
    configure(course, "c.Limits.cell_seconds = 0.3\nc.Limits.call_seconds = 0.3")
    endless = f"{RIGHT}\nimport time\ntime.sleep(600)"  # it may have waited for a busy machine
    tiny_course.write(endless, course.submission("ada", "tiny") / "tiny.ipynb")
    for _ in range(2):
        assert api(course).autograde("tiny", "ada", force=True)["success"]
    assert runs(course) == [("ada", False), ("ada", False)]
