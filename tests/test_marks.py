"""Marks: from nbgrader's gradebook to tables and files."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from rich.console import Console

from autograder import marks
from autograder.errors import AutograderError

CELLS = {"test_second": 2.0, "test_first": 1.0}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one assignment, whose cells stand in the notebook in the order of `CELLS`."""
    root = tmp_path_factory.mktemp("template")
    cells = [new_code_cell(metadata={"nbgrader": {"grade_id": name}}) for name in CELLS]
    released = root / "release" / "ps1" / "ps1.ipynb"
    released.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), released)
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic by name to make a gradebook
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        gradebook = Gradebook(f"sqlite:///{root / 'gradebook.db'}", "convclass")
    with gradebook:
        gradebook.add_assignment("ps1")
        gradebook.add_notebook("ps1", "ps1")
        for name in sorted(CELLS):
            gradebook.add_grade_cell(name, "ps1", "ps1", max_score=CELLS[name], cell_type="code")
    return root


@pytest.fixture
def coursedir(template: Path, tmp_path: Path) -> CourseDirectory:
    """A copy of that course."""
    shutil.copytree(template, tmp_path / "course")
    return CourseDirectory(root=str(tmp_path / "course"), course_id="convclass")


def hand_in(coursedir: CourseDirectory, student: str, **scores: dict[str, float]) -> None:
    """Put a graded hand-in into the gradebook; of each cell, the given fields of its grade."""
    with Gradebook(coursedir.db_url, "convclass") as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission("ps1", student)
        for cell in CELLS:
            grade = gradebook.find_grade(cell, "ps1", "ps1", student)
            grade.needs_manual_grade = cell not in scores
            for field, value in scores.get(cell, {}).items():
                setattr(grade, field, value)
        gradebook.db.commit()


def graded(coursedir: CourseDirectory, student: str, metadata: Any) -> None:
    path = Path(coursedir.format_path("autograded", student, "ps1")) / "ps1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"metadata": metadata, "cells": []}))


def outcomes(*names: str) -> dict[str, Any]:
    return {"convclass": {"outcome": "graded", "cells": {"test_first": {"outcomes": list(names)}}}}


def row(coursedir: CourseDirectory, student: str) -> dict[str, Any]:
    frame = marks.read(coursedir, "ps1").frame
    return frame[frame["student"] == student].to_dict("records")[0]


def printed(coursedir: CourseDirectory, width: int) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(marks.show(marks.read(coursedir, "ps1")))
    return capture.get()


def test_cells_stand_in_the_order_of_the_notebook(coursedir: CourseDirectory) -> None:
    result = marks.read(coursedir, "ps1")
    assert list(result.points.items()) == list(CELLS.items())
    assert list(result.frame.columns)[:3] == ["student", "test_second", "test_first"]


def test_the_total_adds_the_cells_and_takes_off_the_late_penalty(coursedir: CourseDirectory) -> None:
    hand_in(coursedir, "ada", test_first={"auto_score": 1.0}, test_second={"auto_score": 1.5})
    with Gradebook(coursedir.db_url, "convclass") as gradebook:
        gradebook.find_submission_notebook("ps1", "ps1", "ada").late_submission_penalty = 0.75
        gradebook.db.commit()
    ada = row(coursedir, "ada")
    assert (ada["late_penalty"], ada["total"], ada["max"]) == (0.75, 1.75, 3.0)
    assert "-0.75" in printed(coursedir, 80)


def test_a_penalty_never_makes_a_total_negative(coursedir: CourseDirectory) -> None:
    hand_in(coursedir, "ada", test_first={"auto_score": 1.0}, test_second={"auto_score": 0.0})
    with Gradebook(coursedir.db_url, "convclass") as gradebook:
        gradebook.find_submission_notebook("ps1", "ps1", "ada").late_submission_penalty = 5.0
        gradebook.db.commit()
    assert row(coursedir, "ada")["total"] == 0.0


def test_a_manual_mark_overrides_and_extra_credit_adds(coursedir: CourseDirectory) -> None:
    hand_in(
        coursedir,
        "ada",
        test_first={"auto_score": 0.0, "manual_score": 1.0},
        test_second={"auto_score": 2.0, "extra_credit": 0.5},
    )
    ada = row(coursedir, "ada")
    assert (ada["test_first"], ada["test_second"], ada["total"]) == (1.0, 2.5, 3.5)


def test_an_open_mark_is_empty_and_not_a_zero(coursedir: CourseDirectory, tmp_path: Path) -> None:
    hand_in(coursedir, "ada", test_first={"auto_score": 1.0})
    result = marks.read(coursedir, "ps1")
    marks.write_csv(result, tmp_path / "marks.csv")
    marks.write_json(result, tmp_path / "marks.json")
    (line,) = csv.DictReader((tmp_path / "marks.csv").open(encoding="utf-8"))
    assert line["test_second"] == ""
    (student,) = json.loads((tmp_path / "marks.json").read_text())["students"]
    assert student["cells"] == {"test_second": None, "test_first": 1.0}
    assert student["needs_manual"] is True
    table = printed(coursedir, 80)
    assert "by hand" in table
    assert "? is a mark that is still open" in table


def test_students_whom_the_gradebook_does_not_know_are_listed(coursedir: CourseDirectory) -> None:
    hand_in(coursedir, "ada")
    frame = marks.read(coursedir, "ps1", ["ada", "zoe"]).frame
    assert list(frame["student"]) == ["ada", "zoe"]
    assert frame["test_first"].isna().all()
    assert list(frame["outcome"]) == ["not graded", "not graded"]


def test_an_unknown_assignment_is_an_error_that_says_what_to_do(coursedir: CourseDirectory) -> None:
    with pytest.raises(AutograderError, match="nbgrader generate_assignment ps2"):
        marks.read(coursedir, "ps2")


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (outcomes("passed", "passed"), "passed"),
        (outcomes("passed", "wrong", "wrong"), "wrong"),
        (outcomes("wrong", "passed", "timed out", "grader fault"), "grader fault, timed out, wrong"),
        ({"convclass": {"outcome": "grader fault", "cells": {}}}, "grader fault"),
        (outcomes("=evil", "\x1b[31m"), "passed"),
        ({}, "unknown"),
        ([1, 2], "unknown"),
        ({"convclass": {"outcome": ["passed"], "cells": "all"}}, "unknown"),
        ({"convclass": {"outcome": {}, "cells": {"test_first": [{"outcomes": 1}]}}}, "passed"),
    ],
)
def test_the_outcome_names_what_went_wrong(coursedir: CourseDirectory, metadata: Any, expected: str) -> None:
    hand_in(coursedir, "ada")
    graded(coursedir, "ada", metadata)
    assert row(coursedir, "ada")["outcome"] == expected


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 200_000, b"null"])
def test_a_broken_graded_notebook_is_unknown_rather_than_fatal(
    coursedir: CourseDirectory, content: bytes
) -> None:
    hand_in(coursedir, "ada")
    path = Path(coursedir.format_path("autograded", "ada", "ps1")) / "ps1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert row(coursedir, "ada")["outcome"] == "unknown"


@pytest.mark.parametrize("student", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_names_are_no_formulas_in_a_spreadsheet(
    coursedir: CourseDirectory, tmp_path: Path, student: str
) -> None:
    hand_in(coursedir, student, test_first={"auto_score": 1.0}, test_second={"auto_score": -1.0})
    marks.write_csv(marks.read(coursedir, "ps1"), tmp_path / "marks.csv")
    (line,) = csv.DictReader((tmp_path / "marks.csv").open(encoding="utf-8", newline=""))
    assert line["student"] == f"'{student}"
    assert float(line["test_second"]) == -1.0  # a number stays one


def test_names_keep_their_letters_in_files(coursedir: CourseDirectory, tmp_path: Path) -> None:
    hand_in(coursedir, "zoë_李")
    marks.write_csv(marks.read(coursedir, "ps1"), tmp_path / "marks.csv")
    assert "zoë_李" in (tmp_path / "marks.csv").read_text(encoding="utf-8")


def test_a_name_cannot_command_the_terminal(coursedir: CourseDirectory) -> None:
    hand_in(coursedir, "a\x1b[2J[bold]b")
    table = printed(coursedir, 80)
    assert "\x1b" not in table
    assert "a\N{REPLACEMENT CHARACTER}[2J[bold]b" in table


def test_columns_are_numbered_where_their_names_do_not_fit(coursedir: CourseDirectory) -> None:
    hand_in(coursedir, "ada", test_first={"auto_score": 1.0}, test_second={"auto_score": 2.0})
    assert "second" in printed(coursedir, 80).splitlines()[2]
    narrow = printed(coursedir, 36)
    assert max(map(len, narrow.splitlines())) <= 36
    assert "Columns: 1 second, 2 first." in " ".join(narrow.split())
