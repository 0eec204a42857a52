"""PostgreSQL in place of SQLite: for the gradebook of nbgrader, and for the leaderboard, up to the freeze."""

from __future__ import annotations

import csv
from pathlib import Path

import board_course
import pytest
import tiny_course
from board_course import opened
from click.testing import CliRunner
from course import api
from nbgrader.api import Gradebook
from postgres import Server
from tiny_course import RIGHT, WRONG

from autograder.cli import main
from leaderboard.worker import update


def test_hand_ins_are_graded_into_a_gradebook_and_exported(
    isolation: None, postgresql: Server, tmp_path: Path
) -> None:
    url = postgresql.database()
    course = tiny_course.make(tmp_path, settings=(f"c.CourseDirectory.db_url = {url!r}",))
    for student, source in (("ada", RIGHT), ("bob", WRONG), ("cy", RIGHT)):
        tiny_course.write(source, course.submission(student, "tiny") / "tiny.ipynb")
    result = api(course).autograde("tiny", "*")
    assert result["success"], result["log"]
    assert not (course.root / "gradebook.db").exists()
    with Gradebook(url) as gradebook:
        scores = {one.student.id: one.score for one in gradebook.assignment_submissions("tiny")}
    assert scores == {"ada": 2.0, "bob": 0.0, "cy": 2.0}
    # graded again after a correction, as a course with SQLite does
    tiny_course.write(RIGHT, course.submission("bob", "tiny") / "tiny.ipynb")
    run = CliRunner().invoke
    graded = run(main, ["--course-dir", str(course.root), "grade", "tiny", "--force", "--student", "bob"])
    assert graded.exit_code == 0, graded.output
    output = tmp_path / "marks.csv"
    exported = run(main, ["--course-dir", str(course.root), "export", "tiny", "-o", str(output)])
    assert exported.exit_code == 0, exported.output
    with output.open(newline="") as file:
        marks = {row["student"]: float(row["total"]) for row in csv.DictReader(file)}
    assert marks == {"ada": 2.0, "bob": 2.0, "cy": 2.0}


def test_a_board_is_the_same_as_with_sqlite(postgresql: Server, tmp_path: Path) -> None:
    one = board_course.small_class(tmp_path / "sqlite")
    other = board_course.small_class(tmp_path / "postgresql")
    with (other / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Leaderboard.db_url = {postgresql.database()!r}\n")
    finals = []
    for root in (one, other):
        update(root)
        course = opened(root)
        image = course.faces.ids[0]
        course.decide(image, "wrong", 3, "ada", "it is somebody else")
        course.rescore("ada")
        course.choose_finals("kernel", [str(course.facts().entries["entry"].iloc[0])], "ann")
        course.train()
        finals.append(course.freeze("ada"))
        course.store.engine.dispose()
    assert not (other / "heldout" / "leaderboard.db").exists()
    assert [row["name"] for row in finals[0].rows] == [row["name"] for row in finals[1].rows]
    for mine, theirs in zip(finals[0].rows, finals[1].rows, strict=True):
        assert {**mine, "seconds": None} == {**theirs, "seconds": None}  # each has trained its own baseline
    assert finals[0].shake_up == finals[1].shake_up


def test_a_server_that_is_gone_is_told_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    root = board_course.make(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Leaderboard.db_url = 'postgresql+psycopg://me:secret@/x?host={tmp_path}'\n")
    from leaderboard.cli import main as leaderboard

    shown = CliRunner().invoke(leaderboard, ["--course-dir", str(root), "show"])
    assert shown.exit_code == 1 and shown.output.count("\n") == 1
    assert "cannot be opened" in shown.output and "secret" not in shown.output
