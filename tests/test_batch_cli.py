"""`autograder regrade` and `autograder stats`: what people read, and the same as files."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
from pathlib import Path

import matplotlib.image
import pytest
from team_course import autograder
from test_batch import command, hold, make, wait_until
from tiny_course import RIGHT, WRONG, Tiny

from autograder.batch import changes, stats
from autograder.results import journal
from autograder.results.journal import Line
from autograder.results.recorded import Ended, Recorded


def recorded(student: str, marks: dict[str, float | None], **tests: tuple[str, float]) -> list[Recorded]:
    """What was recorded of a student: the outcome and the points of each test, named ``cell__test``."""
    found = {
        name: Ended(name.partition("__")[0], f"asks {name}", outcome, points, "told")
        for name, (outcome, points) in tests.items()
    }
    return [Recorded("conv", student, "conv", "", "", marks, found)]


def test_changes_name_the_tests_that_ended_otherwise() -> None:
    before = {
        "ada": recorded("ada", {"a": 1.0, "b": 2.0}, a__one=("passed", 1.0), b__two=("passed", 2.0)),
        "bob": recorded("bob", {"a": 1.0}, a__one=("passed", 1.0)),
        "cy": recorded("cy", {"a": None}, a__one=("grader fault", 0.0)),
    }
    after = {
        "ada": recorded("ada", {"a": 0.0, "b": 2.0}, a__one=("wrong", 0.0), b__two=("passed", 2.0)),
        "bob": recorded("bob", {"a": 1.0}, a__one=("passed", 1.0)),
        "cy": recorded("cy", {"a": 1.0}, a__one=("passed", 1.0)),
        "dora": recorded("dora", {"a": 1.0}, a__one=("passed", 1.0)),
    }
    ada, cy, dora = changes.compare(before, after)
    assert (ada.student, ada.total_before, ada.total_after) == ("ada", 3.0, 2.0)
    assert (ada.before, ada.after) == ({"a": 1.0}, {"a": 0.0})
    (reason,) = ada.reasons
    assert (reason.test, reason.before, reason.after, reason.message) == ("a__one", "passed", "wrong", "told")
    assert (cy.before, cy.after) == ({"a": None}, {"a": 1.0})
    assert (dora.reasons[0].before, dora.total_before) == ("", 0.0)


def test_what_the_tests_gave_before_need_not_be_known() -> None:
    (change,) = changes.compare(
        {"ada": recorded("ada", {"a": 1.0})},
        {"ada": recorded("ada", {"a": 0.5}, a__one=("passed", 0.5), a__two=("wrong", 0.0))},
    )
    assert "a: 1 → 0.5" in list(changes.because(change))


@pytest.mark.graded
def test_a_mended_test_is_told_with_whose_marks_it_changed(isolation: None, tmp_path: Path) -> None:
    course = make(tmp_path, "mended", {"ada": RIGHT, "=bob": WRONG})
    assert "2 graded" in autograder(course, "grade", "mended").output
    path = course.root / "hidden" / "mended.py"
    path.write_text(path.read_text().replace("== 42", "== 21"))
    files = ["--csv", str(tmp_path / "c.csv"), "--json", str(tmp_path / "c.json")]
    # a new process: this one has read the hidden tests as they were
    grading = command(course, "regrade", "mended", "--why", *files)
    printed = grading.communicate()[0]
    assert grading.returncode == 0, printed
    assert "2 of 2 students have other marks than before." in printed
    told = {line.split()[0]: line for line in printed.splitlines() if line.strip()}
    assert "double(x) is twice x: passed → wrong" in told["ada"] and "-2" in told["ada"]
    assert "double(x) is twice x: wrong → passed" in told["=bob"] and "+2" in told["=bob"]
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["before"], rows["ada"]["after"], rows["ada"]["cell"]) == (
        "passed",
        "wrong",
        "test_double",
    )
    assert "'=bob" in rows, "a spreadsheet must not take it for a formula"
    document = {one["student"]: one for one in json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))}
    assert document["ada"]["after"] == {"test_double": 0.0}
    assert document["ada"]["reasons"][0]["message"] == "not twice as much"

    assert [line.stored for line in journal.read(course.root)] == [False] * 4
    done = autograder(course, "regrade", "mended", "--student", "zoe")
    assert done.exit_code == 1 and "zoe has not handed in mended" in done.output


@pytest.mark.graded
def test_what_has_changed_is_told_also_by_a_regrading_that_is_stopped(
    isolation: None, tmp_path: Path
) -> None:
    names = ["ada", "bob", "cy", "dan", "eve"]
    course = make(tmp_path, "mended", dict.fromkeys(names, RIGHT))
    assert "5 graded" in autograder(course, "grade", "mended").output
    path = course.root / "hidden" / "mended.py"
    path.write_text(path.read_text().replace("== 42", "== 21"))
    hold(course, "eve")
    grading = command(course, "regrade", "mended", "--jobs", "1")
    wait_until(lambda: len(list(journal.read(course.root))) > len(names), grading)
    os.killpg(grading.pid, signal.SIGINT)
    printed = grading.communicate()[0]
    assert grading.returncode == 1 and "Stopped." in printed and "Traceback" not in printed, printed
    done = sum(course.points(name, "mended") == 0.0 for name in names)
    told = re.search(r"(\d) of 5 students have other marks than before\.", printed)
    assert told is not None, printed
    # the one that was being recorded may be in the gradebook only
    assert 1 <= int(told[1]) <= done <= int(told[1]) + 1 <= len(names)
    assert "ada" in printed and "eve" not in printed


def line(assignment: str, student: str, tests: float, stored: bool = False, day: int = 24) -> Line:
    seconds = {"sandbox": 0.01, "cells": 0.2, "tests": tests, "recording": 0.1}
    time = f"2026-11-{day}T10:00:00.000+00:00"
    return Line(time, assignment, student, assignment, "passed", 2.0, 2.0, stored, seconds, 100 + tests)


LINES = [
    line("conv", "ada", 0.5, day=20),
    line("conv", "bob", 1.5),
    line("conv", "=cy", 1.5, stored=True),
    line("cnn", "ada", 4.0),
]


@pytest.fixture
def course(tmp_path: Path) -> Tiny:
    course = Tiny(tmp_path)
    (course.root / "nbgrader_config.py").write_text("c = get_config()")
    for one in LINES:
        journal.append(course.root, one)
    return course


def test_statistics_tell_where_the_time_went() -> None:
    table = stats.summary(stats.frame(LINES))
    conv = table.loc["conv"]
    assert (conv["hand_ins"], conv["stored"]) == (3, 1)
    assert conv["tests"] == pytest.approx(1.0), "the median of those that were run"
    assert conv["slowest"] == pytest.approx(1.81)
    assert table.loc["cnn", "peak_mb"] == pytest.approx(104)


def test_the_table_the_files_and_the_picture_tell_the_same(course: Tiny, tmp_path: Path) -> None:
    names = ["s.csv", "s.json", "s.png"]
    options = [
        part for name in names for part in (f"--{name[2:].replace('png', 'plot')}", str(tmp_path / name))
    ]
    done = autograder(course, "stats", *options)
    assert done.exit_code == 0, done.output
    shown = {line.split()[0]: line.split()[1:] for line in done.output.splitlines() if line.strip()}
    assert shown["conv"][:2] == ["2", "1"] and "1.81" in shown["conv"]
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["ada", "bob", "'=cy", "ada"]
    document = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert len(document["hand_ins"]) == 4 and document["hand_ins"][0]["tests"] == 0.5
    assert {one["assignment"] for one in document["assignments"]} == {"conv", "cnn"}
    picture = matplotlib.image.imread(tmp_path / "s.png")
    assert picture.shape[0] > 300 and len({tuple(pixel) for pixel in picture[::7, ::7].reshape(-1, 4)}) > 4


def test_statistics_of_some_of_it(course: Tiny) -> None:
    assert "cnn" not in autograder(course, "stats", "conv").output
    done = autograder(course, "stats", "conv", "--since", "2026-11-22")
    assert "1.50" in done.output
    done = autograder(course, "stats", "no_such")
    assert done.exit_code == 1 and "grade something first" in done.output
    done = autograder(course, "stats", "--plot", str(course.root / "s.txt"))
    assert done.exit_code == 1 and "cannot be drawn" in done.output
