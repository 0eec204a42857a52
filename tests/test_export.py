"""Marks for learning management systems: read back as these systems read them."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from autograder import export
from autograder.cli import main

CELLS = {"test_first": 1.0, "test_second": 3.0}
# name -> points of the two cells; None is open
CLASS: dict[str, tuple[float | None, float | None]] = {
    "ada": (1.0, 2.5),
    "bob": (0.5, 1 / 3),
    "zoë": (0.0, 0.0),
    "open": (1.0, None),
    "=1+1": (1.0, 3.0),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the marks of a small class."""
    root = tmp_path_factory.mktemp("export")
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'convclass'\n"
        "c.CourseDirectory.db_url = 'sqlite:///gradebook.db'\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
        gradebook = Gradebook(f"sqlite:///{root / 'gradebook.db'}", "convclass")
    with gradebook:
        gradebook.add_assignment("ps1")
        gradebook.add_notebook("ps1", "ps1")
        for name, most in CELLS.items():
            gradebook.add_grade_cell(name, "ps1", "ps1", max_score=most, cell_type="code")
        for number, (student, scores) in enumerate(CLASS.items()):
            names = {"first_name": student.title(), "last_name": "Doe, Jr.", "email": f"{student}@x.org"}
            gradebook.update_or_create_student(student, **names, lms_user_id=str(100 + number))
            gradebook.update_or_create_submission("ps1", student)
            for name, score in zip(CELLS, scores, strict=True):
                grade = gradebook.find_grade(name, "ps1", "ps1", student)
                grade.auto_score, grade.needs_manual_grade = score, score is None
        gradebook.db.commit()
    return root


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(template, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path / "course"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", "ps1", *arguments])


def read(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def by_column(path: str, key: str) -> dict[str, dict[str, str]]:
    head, *rows = read(path)
    return {row[head.index(key)]: dict(zip(head, row, strict=True)) for row in rows}


TOTALS = {"ada": 3.5, "bob": 0.83, "zoë": 0.0, "=1+1": 4.0}


def test_csv_has_all_cells_and_open_marks_are_empty(course: Path) -> None:
    assert run().exit_code == 0
    rows = by_column("ps1-csv.csv", "student")
    assert {name: float(row["total"]) for name, row in rows.items() if row["open"] == "no"} == {
        name.replace("=", "'="): total for name, total in TOTALS.items()
    }
    assert (rows["ada"]["test_first"], rows["ada"]["test_second"], rows["ada"]["max"]) == ("1", "2.5", "4")
    assert rows["open"]["test_second"] == "" and rows["open"]["open"] == "yes"


def test_canvas_finds_its_students_the_assignment_and_the_points(course: Path) -> None:
    done = run("--format", "canvas", "--name", "Problem set (12)", "--cells")
    assert "open marks: open" in done.output
    head, possible, *rows = read("ps1-canvas.csv")
    # as lib/gradebook_importer.rb of Canvas checks and finds them
    assert "Student" in head[0] and "ID" in head[1]
    assert head[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in possible[0]
    assert head[5:] == ["Problem set (12)", "Problem set (12) test_first", "Problem set (12) test_second"]
    assert possible[5:] == ["4", "1", "3"]
    assert {row[3]: float(row[5]) for row in rows} == TOTALS
    assert all(len(row) == len(head) for row in rows)
    assert rows[1][0] == "Doe, Jr., Ada"


def test_canvas_with_its_own_gradebook_keeps_its_ids(course: Path) -> None:
    Path("canvas.csv").write_text(
        "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Old (7)\n"
        "    Points Possible,,,,,10\n"
        '"Lovelace, Ada",4711,S1,ada@uni.example,Morning,3\n'
        '"Other, One",4712,S2,other,Morning,3\n'
        '"Builder, Bob",4713,bob,x77,Evening,3\n',
        encoding="utf-8",
    )
    done = run("--format", "canvas", "--roster", "canvas.csv")
    assert done.exit_code == 0 and "are not in canvas.csv: =1+1, zoë" in done.output
    _, _, *rows = read("ps1-canvas.csv")
    assert [row[:5] for row in rows] == [
        ["Lovelace, Ada", "4711", "S1", "ada@uni.example", "Morning"],
        ["Builder, Bob", "4713", "bob", "x77", "Evening"],
    ]


def test_moodle_gets_a_column_for_each_way_to_find_a_student(course: Path) -> None:
    assert run("--format", "moodle").exit_code == 0
    rows = by_column("ps1-moodle.csv", "Username")
    assert {name: float(row["ps1"]) for name, row in rows.items()} == TOTALS
    assert rows["ada"]["Email address"] == "ada@x.org" and rows["ada"]["ID number"] == "100"
    assert all(row["ps1"] for row in rows.values()), "an empty grade would delete what is there"


def test_ilias_takes_the_status_file_with_its_titles_in_their_order(course: Path) -> None:
    titles = "update,usr_id,login,lastname,firstname,status,mark,notice,comment,plagiarism,plag_comment"
    Path("status.csv").write_text(
        f'{titles}\n0,345,ada,Lovelace,Ada,notgraded,,"a note, kept",well,,\n0,346,zoë,Z,Zoë,notgraded,,,,,\n'
    )
    done = run("--format", "ilias", "--roster", "status.csv", "-o", "new.csv")
    assert done.exit_code == 0
    rows = by_column("new.csv", "usr_id")
    assert read("new.csv")[0] == titles.split(",")
    assert (rows["345"]["update"], rows["345"]["status"], rows["345"]["mark"]) == ("1", "passed", "3.5")
    assert (rows["345"]["notice"], rows["345"]["comment"]) == ("a note, kept", "well")
    assert rows["346"]["status"] == "failed"
    run(
        "--format",
        "ilias",
        "--roster",
        "status.csv",
        "-o",
        "new.csv",
        "--cells",
        "--passed-from=0",
        "--force",
    )
    rows = by_column("new.csv", "usr_id")
    assert rows["345"]["comment"] == "test_first 1/1, test_second 2.5/3"
    assert rows["346"]["status"] == "passed"


def test_ilias_without_ids_says_what_is_missing(course: Path) -> None:
    with Gradebook("sqlite:///gradebook.db", "convclass") as gradebook:
        gradebook.find_student("ada").lms_user_id = None
        gradebook.db.commit()
    done = run("--format", "ilias")
    assert done.exit_code == 1 and "usr_id" in done.output and "--roster" in done.output


def test_nothing_is_overwritten_unasked(course: Path) -> None:
    Path("ps1-csv.csv").write_text("mine")
    done = run()
    assert done.exit_code == 1 and "--force" in done.output
    assert Path("ps1-csv.csv").read_text() == "mine"
    assert run("--force").exit_code == 0 and Path("ps1-csv.csv").read_text() != "mine"


def test_a_file_that_tells_no_students_is_named(course: Path) -> None:
    Path("x.csv").write_text("a,b\n1,2\n")
    done = run("--format", "moodle", "--roster", "x.csv")
    assert done.exit_code == 1 and "none of the columns Username" in done.output
    Path("x.csv").write_bytes(b"\xff\xfe")
    assert "UTF-8" in run("--format", "moodle", "--roster", "x.csv").output
    assert run("--roster", "x.csv").exit_code == 2
    assert not list(Path().glob("ps1-*"))


def test_a_name_that_two_students_of_the_system_share_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("Username,Email address\nada,one@x.org\nbob,ada@y.org\n")
    roster = export.read_roster(tmp_path / "m.csv", "moodle")
    assert "ada" not in roster and roster["bob"]["Email address"] == "ada@y.org"
