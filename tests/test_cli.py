"""The command line, on a real nbgrader course."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course import ASSIGNMENT, Course, read
from team_course import autograder

from autograder import course as graders

COMMANDS = Path(sys.executable).parent


def command(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMANDS / "autograder", *arguments],
        cwd=course.root,
        env=course.environment() | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def graded(
    course_template: Course, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Course, subprocess.CompletedProcess[str]]:
    """A course of five in which two hand-ins cannot be graded, graded once."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(course_template.root, root)
    course = Course(root)
    course.submission("anna_empty")
    course.hand_in("b[a]d", read("release"))
    (course.submission("carl") / f"{ASSIGNMENT}.ipynb").write_text("{")
    course.hand_in("dora", read("solutions"))
    course.hand_in("emil", read("release"))
    return course, command(course, "grade", ASSIGNMENT, "--csv", "m.csv", "--json", "m.json", "--feedback")


def refusal(course: Course, *arguments: str) -> str:
    """The one line that a command says, in this process, which it refuses."""
    done = autograder(course, *arguments)
    assert done.exit_code == 1, done.output
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, done.stderr
    return errors[0]


@pytest.mark.parametrize("name", ["autograder", "leaderboard"])
def test_the_commands_know_their_version_and_explain_themselves(name: str) -> None:
    version = subprocess.run([COMMANDS / name, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.split()[-1][0].isdigit()
    usage = subprocess.run([COMMANDS / name, "--help"], capture_output=True, text=True, check=True)
    assert usage.stdout.startswith("Usage: ")


@pytest.mark.graded
def test_all_that_can_be_graded_is(graded: tuple[Course, subprocess.CompletedProcess[str]]) -> None:
    course, done = graded
    assert done.returncode == 1
    assert "3 graded, 0 graded before, 2 failed" in done.stdout
    assert course.grades("dora").keys() == course.grades("emil").keys()
    assert sum(filter(None, course.grades("emil").values())) == 0
    assert course.autograded("carl").metadata["convclass"]["outcome"] == "graded"


@pytest.mark.graded
def test_what_failed_is_named_with_the_reason(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    _, done = graded
    assert "anna_empty: the folder holds no notebook" in done.stderr
    assert "b[a]d: rename the folder" in done.stderr


@pytest.mark.graded
def test_table_and_files_tell_the_same_marks(graded: tuple[Course, subprocess.CompletedProcess[str]]) -> None:
    course, done = graded
    with (course.root / "m.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    document = json.loads((course.root / "m.json").read_text(encoding="utf-8"))
    students = {student["student"]: student for student in document["students"]}
    assert lines.keys() == students.keys() == {"anna_empty", "b[a]d", "carl", "dora", "emil"}
    assert document["points"] == {cell: float(document["points"][cell]) for cell in course.grades("dora")}
    assert students["dora"]["cells"] == course.grades("dora")
    for name, student in students.items():
        assert float(lines[name]["total"]) == student["total"]
        (shown,) = [line for line in done.stdout.splitlines() if line.strip().startswith(f"{name} ")]
        assert f"{student['total']:g}" in shown.split()
        assert student["outcome"] in shown


@pytest.mark.graded
def test_nbgraders_log_lines_go_to_a_file(graded: tuple[Course, subprocess.CompletedProcess[str]]) -> None:
    course, done = graded
    assert "Converting notebook" not in done.stdout + done.stderr
    assert "SAWarning" not in done.stderr
    assert str(course.root / "autograder.log") in done.stderr
    assert "Converting notebook" in (course.root / "autograder.log").read_text()


@pytest.mark.graded
def test_feedback_is_written_for_what_was_graded(
    graded: tuple[Course, subprocess.CompletedProcess[str]],
) -> None:
    course, _ = graded
    assert sorted(path.name for path in (course.root / "feedback").iterdir()) == ["carl", "dora", "emil"]
    assert "test_relu" in course.feedback("emil") or "relu" in course.feedback("emil")


@pytest.mark.graded
def test_marks_are_kept_unless_grading_is_forced(course: Course) -> None:
    course.hand_in("dora", read("release"))
    course.hand_in("emil", read("release"))
    assert autograder(course, "grade", ASSIGNMENT, "--student", "dora").exit_code == 0
    again = autograder(course, "grade", ASSIGNMENT)
    assert "1 graded, 1 graded before, 0 failed" in again.stdout
    before = (course.root / "autograded" / "dora" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns
    forced = autograder(course, "grade", ASSIGNMENT, "--force", "--student", "dora")
    assert "0 graded, 1 unchanged, 0 graded before, 0 failed" in forced.stdout
    unchanged = (course.root / "autograded" / "dora" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns
    assert unchanged == before
    fresh = autograder(course, "grade", ASSIGNMENT, "--fresh", "--student", "dora")
    assert "1 graded, 0 graded before, 0 failed" in fresh.stdout
    after = (course.root / "autograded" / "dora" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns
    assert after > before


def test_what_is_not_there_is_named_in_one_line(course: Course) -> None:
    assert "Nobody has handed in" in refusal(course, "grade", ASSIGNMENT)
    assert "nbgrader generate_assignment no_such" in refusal(course, "grade", "no_such")
    course.hand_in("dora", read("release"))
    assert "zoe has not handed in" in refusal(course, "grade", ASSIGNMENT, "--student", "zoe")


def test_wrong_usage_is_told_apart_from_failure(course: Course) -> None:
    assert autograder(course, "grade").exit_code == 2
    assert autograder(course, "grade", ASSIGNMENT, "--no-such-option").exit_code == 2


def test_a_course_without_the_grader_is_refused_and_nothing_is_run(course: Course) -> None:
    course.hand_in("dora", read("release"))
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n")
    assert "never run without" in only_line(command(course, "grade", ASSIGNMENT))
    assert not (course.root / "autograded").exists()


def test_check_compares_the_points_of_notebook_and_suite(course: Course) -> None:
    assert autograder(course, "check").stdout == f"{ASSIGNMENT}: points agree\n"
    path = course.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_relu"
    ]
    cell.metadata.nbgrader.points = 99
    path.chmod(0o644)
    nbformat.write(notebook, path)
    assert "test_relu has 99 points" in refusal(course, "check", ASSIGNMENT)
    course.hand_in("dora", read("release"))
    assert "test_relu has 99 points" in refusal(course, "grade", ASSIGNMENT)


def test_the_course_directory_can_be_named(course: Course, tmp_path: Path) -> None:
    elsewhere = Course(tmp_path)
    done = command(elsewhere, "--course-dir", str(course.root), "check")
    assert done.stdout == f"{ASSIGNMENT}: points agree\n", done.stderr


def test_a_course_that_is_opened_again_and_again_leaves_the_search_path_as_it_is(course: Course) -> None:
    graders.Course(course.root)
    before = list(sys.path)
    graders.Course(course.root)
    assert sys.path == before


def test_the_settings_of_another_course_do_not_matter(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c.Limits.cell_seconds = 0.5")
    monkeypatch.chdir(tmp_path)
    assert "cell_seconds" not in graders.Course(course.root).app.config.Limits
    assert Path.cwd() == tmp_path
