"""The grader inside real nbgrader: its command line, its Python API, its gradebook."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import corpus
import matplotlib
import nbformat
import pytest
from course import ASSIGNMENT, Course, api, read
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook, SubmittedNotebook
from waiting import until

from autograder import preprocessors
from autograder.sandbox import ForkServer, warm_server

FULL = corpus.full_points(ASSIGNMENT)
FLIPPED = corpus.load(corpus.SUBMISSIONS / ASSIGNMENT / "wrong_kernel_flipped.py")

pytestmark = pytest.mark.graded


def handed_in(name: str) -> NotebookNode:
    """A notebook of the corpus."""
    submission = corpus.load(corpus.SUBMISSIONS / ASSIGNMENT / f"{name}.py")
    return corpus.notebook(submission, read("release"), read("solutions"))


def with_cell(notebook: NotebookNode, source: str) -> NotebookNode:
    """The notebook with one more cell at its top."""
    notebook.cells.insert(0, new_code_cell(source, id="added"))
    return notebook


def configure(course: Course, *lines: str) -> None:
    """Add lines to the course's nbgrader_config.py."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\n".join(["", *lines, ""]))


def command(course: Course, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command that may fail."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root,
        env=course.environment() | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def autograde(course: Course, student: str) -> str:
    """Grade a hand-in (again) through the Python API and return the log."""
    result = api(course).autograde(ASSIGNMENT, student)
    assert result["success"], result.get("error")
    return str(result.get("log", ""))


@contextlib.contextmanager
def marked(course: Course, student: str) -> Iterator[SubmittedNotebook]:
    """A student's notebook in the gradebook; changes are stored."""
    with Gradebook(course.db_url) as gradebook:
        yield gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        gradebook.db.commit()


def grade_of(notebook: SubmittedNotebook, cell: str):  # type: ignore[no-untyped-def]
    return next(grade for grade in notebook.grades if grade.name == cell)


def comment_of(notebook: SubmittedNotebook, cell: str):  # type: ignore[no-untyped-def]
    return next(comment for comment in notebook.comments if comment.name == cell)


def written(course: Course, student: str) -> int:
    """When a student's graded notebook was written."""
    return (course.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns


def error_lines(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if "| ERROR]" in line]


@pytest.fixture(autouse=True)
def commands_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader calls alembic by name, when it makes a gradebook."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")


def test_one_student_then_all_then_again_and_by_force(course: Course) -> None:
    course.hand_in("dora", read("solutions"))
    course.hand_in("emil", handed_in("wrong_kernel_flipped"))

    course.nbgrader("autograde", ASSIGNMENT, "--student", "dora")
    assert course.grades("dora") == FULL
    assert not (course.root / "autograded" / "emil").exists()

    first = written(course, "dora")
    assert api(course).autograde(ASSIGNMENT, "*", force=False)["success"]
    assert course.grades("emil") == FLIPPED.points
    assert written(course, "dora") == first, "what was graded before is left alone"

    second = written(course, "emil")
    for student in ("dora", "emil"):
        autograde(course, student)  # by force, as is the default of the Python API
    assert written(course, "dora") > first and written(course, "emil") > second
    assert course.grades("dora") == FULL and course.grades("emil") == FLIPPED.points

    assert api(course).generate_feedback(ASSIGNMENT, "*")["success"]
    page = course.feedback("emil")
    assert "This looks like" in page and "kernel flipped" in page
    assert f"{sum(FLIPPED.points.values())} / {sum(FULL.values())}" in page
    assert "not right" not in course.feedback("dora")


def test_a_newer_hand_in_is_graded_without_force(course: Course) -> None:
    course.hand_in("dora", read("release"))
    (course.submission("dora") / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    grader = api(course)
    assert grader.autograde(ASSIGNMENT, "dora", force=False)["success"]
    assert set(course.grades("dora").values()) == {0.0}

    course.hand_in("dora", read("solutions"))
    assert grader.autograde(ASSIGNMENT, "dora", force=False)["success"]
    assert set(course.grades("dora").values()) == {0.0}, "the time of the hand-in decides"
    (course.submission("dora") / "timestamp.txt").write_text("2026-01-01 10:00:01 UTC")
    assert grader.autograde(ASSIGNMENT, "dora", force=False)["success"]
    assert course.grades("dora") == FULL


def test_a_server_starts_only_where_there_is_something_to_run(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.hand_in("dora", handed_in("wrong_kernel_flipped"))
    autograde(course, "dora")
    asked: list[bool] = []

    def counted(*what: Any, wait: bool = True) -> ForkServer:
        asked.append(wait)
        return warm_server(*what, wait=wait)

    monkeypatch.setattr(preprocessors, "warm_server", counted)
    autograde(course, "dora")
    assert course.grades("dora") == FLIPPED.points and not asked, "its result is known"

    course.hand_in("dora", read("solutions"))
    autograde(course, "dora")
    assert course.grades("dora") == FULL and asked[0], "only reading it tells that it is another one"

    asked.clear()
    course.hand_in("emil", read("solutions"))
    autograde(course, "emil")
    assert course.grades("emil") == FULL and not asked[0], "a new one is not waited for before it is needed"


def test_the_python_api_grades_in_the_sandbox(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVCLASS_SECRET", "the-instructors-token")
    source = "import os; print(os.environ.get('CONVCLASS_SECRET'), os.environ['JUPYTERHUB_USER'])"
    course.hand_in("emil", with_cell(handed_in("wrong_kernel_flipped"), source))
    autograde(course, "emil")
    assert course.grades("emil") == FLIPPED.points
    printed = next(cell for cell in course.autograded("emil").cells if cell.source == source)
    assert printed.outputs[0].text == "None emil\n"
    assert api(course).generate_feedback(ASSIGNMENT, "emil")["success"]
    assert "kernel flipped" in course.feedback("emil")


def test_marks_and_comments_by_hand_survive_grading_again(course: Course) -> None:
    course.hand_in("emil", handed_in("wrong_kernel_flipped"))
    autograde(course, "emil")
    with marked(course, "emil") as notebook:
        assert not any(grade.needs_manual_grade for grade in notebook.grades)
        mark = grade_of(notebook, "test_conv2d")
        mark.manual_score = 3.25
        mark.extra_credit = 0.5
        grade_of(notebook, "test_relu").extra_credit = 0.75
        comment_of(notebook, "conv2d").manual_comment = "You were nearly there."

    autograde(course, "emil")
    with marked(course, "emil") as notebook:
        mark = grade_of(notebook, "test_conv2d")
        assert mark.auto_score == FLIPPED.points["test_conv2d"]
        assert (mark.manual_score, mark.extra_credit, mark.score) == (3.25, 0.5, 3.75)
        # nbgrader asks a person to look again at what a person has marked, and at nothing else
        assert [grade.name for grade in notebook.grades if grade.needs_manual_grade] == ["test_conv2d"]
        assert grade_of(notebook, "test_relu").score == FULL["test_relu"] + 0.75
        assert comment_of(notebook, "conv2d").comment == "You were nearly there."
        total = notebook.score
    assert total == sum(FLIPPED.points.values()) - FLIPPED.points["test_conv2d"] + 3.75 + 0.75

    assert api(course).generate_feedback(ASSIGNMENT, "emil")["success"]
    page = course.feedback("emil")
    assert "You were nearly there." in page and f"{total} / {sum(FULL.values())}" in page


def test_tasks_left_alone_are_marked_as_no_response(course: Course) -> None:
    text = "# One task is done.\n# base: release\n# points: all = 0\n# points: test_relu = 1\n# %% [relu]\n"
    text += "def relu(x):\n    return np.maximum(x, 0)"
    done = corpus.parse(text, name="fred", assignment=ASSIGNMENT)
    course.hand_in("fred", corpus.notebook(done, read("release"), read("solutions")))
    autograde(course, "fred")
    assert course.grades("fred") == done.points
    with marked(course, "fred") as graded:
        assert comment_of(graded, "conv2d").auto_comment == "No response."
        assert comment_of(graded, "relu").auto_comment is None


def test_late_hand_ins_get_the_penalty_of_nbgraders_plugin(course: Course) -> None:
    configure(course, 'c.LateSubmissionPlugin.penalty_method = "zero"')
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-05-01 12:00:00 UTC")
    for student, time in (("late", "2026-05-01 12:00:10 UTC"), ("early", "2026-05-01 11:59:59 UTC")):
        course.hand_in(student, read("solutions"))
        (course.submission(student) / "timestamp.txt").write_text(time)
        autograde(course, student)
        assert course.grades(student) == FULL
    with Gradebook(course.db_url) as gradebook:
        late, early = (gradebook.find_submission(ASSIGNMENT, student) for student in ("late", "early"))
        assert (late.total_seconds_late, early.total_seconds_late) == (10, 0)
        assert late.late_submission_penalty == late.score == sum(FULL.values())
        assert early.late_submission_penalty == 0 and early.score == sum(FULL.values())
    assert api(course).generate_feedback(ASSIGNMENT, "late")["success"]
    assert "Late submission penalty (Score: -20.0)" in course.feedback("late")


# Gives the process a name that can be seen from outside, and then never ends.
BUSY = """
import ctypes
ctypes.CDLL(None).prctl(15, b"{name}", 0, 0, 0)
while True:
    pass
"""


def running(name: str) -> bool:
    """Whether a process of this name runs."""
    for comm in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if comm.read_text().strip() == name:
                return True
    return False


def test_a_fault_of_the_grader_leaves_the_marks_open_and_is_told(course: Course) -> None:
    name = f"busy-{os.getpid()}"
    course.hand_in("anna", read("solutions"))
    course.hand_in("mike", with_cell(read("solutions"), BUSY.format(name=name)))
    course.hand_in("zoe", read("solutions"))
    grading = subprocess.Popen(
        [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT],
        cwd=course.root,
        env=course.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert grading.stdout is not None
    lines = list(
        itertools.takewhile(lambda line: "Autograding" not in line or "mike" not in line, grading.stdout)
    )
    until(
        lambda: running(name),
        lambda: grading.poll() is None,
        lambda: "".join(lines) + grading.communicate()[0],
    )
    children = Path(f"/proc/{grading.pid}/task/{grading.pid}/children").read_text().split()
    for child in children:  # the sandboxes' server, in the middle of mike's notebook
        os.kill(int(child), signal.SIGKILL)
    printed = grading.communicate()[0]
    assert not running(name), "student code outlived its sandbox"

    assert course.grades("anna") == course.grades("zoe") == FULL
    assert course.grades("mike") == dict.fromkeys(FULL)
    with marked(course, "mike") as notebook:
        assert all(grade.needs_manual_grade for grade in notebook.grades)
        assert notebook.score == 0
    told = [line for line in error_lines(printed) if "mike" in line]
    assert told and all(cell in told[0] for cell in FULL), printed
    assert not [line for line in error_lines(printed) if "anna" in line or "zoe" in line]
    assert course.autograded("mike").metadata["convclass"]["outcome"] == "grader fault"
    assert "not your fault" in course.reports("mike")["test_conv2d"]

    configure(course, "c.Limits.cell_seconds = 1.0")  # so that the endless cell ends soon this time
    autograde(course, "mike")
    assert course.grades("mike") == FULL
    with marked(course, "mike") as notebook:
        assert not any(grade.needs_manual_grade for grade in notebook.grades)
    assert course.autograded("mike").metadata["convclass"]["outcome"] == "graded"


def test_without_isolation_nothing_is_run(course: Course, tmp_path: Path) -> None:
    course.hand_in("dora", read("solutions"))
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin" / "bwrap"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    done = command(course, "autograde", ASSIGNMENT, PATH=f"{broken.parent}:{course.environment()['PATH']}")
    assert done.returncode != 0
    (line,) = error_lines(done.stdout)
    assert "never run without" in line and "autograder doctor" in line
    assert "Traceback" not in done.stdout
    assert not (course.root / "autograded").exists()
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.assignment_submissions(ASSIGNMENT) == []


def test_points_that_do_not_agree_stop_grading_before_it_begins(course: Course) -> None:
    course.hand_in("dora", read("solutions"))
    path = course.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_relu":
            cell.metadata.nbgrader.points = 7
    path.chmod(0o644)
    nbformat.write(notebook, path)
    done = command(course, "autograde", ASSIGNMENT)
    assert done.returncode != 0
    (line,) = error_lines(done.stdout)
    assert "test_relu has 7 points, its hidden tests have 1" in line
    assert "Traceback" not in done.stdout
    assert not (course.root / "autograded").exists()


def test_extra_files_that_are_allowed_reach_the_notebook_and_no_others(course: Course) -> None:
    configure(course, f"c.HandInExporter.allowed_files = {{'{ASSIGNMENT}': ['notes.txt', 'data/*.csv']}}")
    source = "import os; print(open('notes.txt').read(), *sorted(os.listdir('.')), *os.listdir('data'))"
    course.hand_in("dora", with_cell(read("solutions"), source))
    folder = course.submission("dora")
    (folder / "data").mkdir()
    (folder / "notes.txt").write_text("hello")
    (folder / "data" / "a.csv").write_text("1,2")
    (folder / "helper.py").write_text("x = 1")
    (folder / "link.csv").symlink_to("/etc/passwd")
    log = autograde(course, "dora")

    graded = course.autograded("dora")
    printed = next(cell for cell in graded.cells if cell.source == source).outputs[0].text
    assert printed == "hello data notes.txt a.csv\n"
    assert course.grades("dora") == FULL
    note = next(cell.source for cell in graded.cells if "About this hand-in" in cell.source)
    for name in ("helper.py", "link.csv"):
        assert name in note, "the student reads what was not taken"
        assert name in log, "the instructor, too"
        assert not (course.root / "autograded" / "dora" / ASSIGNMENT / name).exists()
    assert (course.root / "refused" / "dora" / ASSIGNMENT / "helper.py").read_text() == "x = 1"


BLOCK = """
import sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("autograder", "leaderboard"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Block())
"""


@pytest.mark.slow
def test_students_validate_without_anything_of_ours(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text(BLOCK)
    home = Course(tmp_path / "home")
    home.root.mkdir()
    shutil.copy(corpus.ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", home.root / "begun.ipynb")
    nbformat.write(handed_in("correct_loops"), home.root / "done.ipynb")
    clean = {"PYTHONPATH": str(blocked), "HOME": str(home.root), "PYTHONDONTWRITEBYTECODE": "1"}
    clean["MPLCONFIGDIR"] = matplotlib.get_cachedir()  # looking for all fonts again takes seconds
    clean["MPLBACKEND"] = "agg"  # so does drawing all pictures
    probe = [sys.executable, "-c", "import autograder"]
    missing = subprocess.run(probe, env=home.environment() | clean, capture_output=True, check=False)
    assert b"No module named 'autograder'" in missing.stderr

    done = command(home, "validate", "*.ipynb", **clean)
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout
    assert f"VALIDATION FAILED ON {len(FULL)} CELL(S)!" in " ".join(done.stdout.split()), done.stdout
    assert "autograder" not in done.stdout


def test_the_teachers_files_lie_beside_the_notebook_and_are_not_copied(course: Course) -> None:
    (course.root / "source" / ASSIGNMENT / "digits.npz").write_text("the teacher's digits")
    reads = "print('read:', open('digits.npz').read())"
    for student, digits in {"dora": "the teacher's digits", "emil": "others"}.items():
        course.hand_in(student, with_cell(read("solutions"), reads))
        (course.submission(student) / "digits.npz").write_text(digits)
    for student in ("dora", "emil"):
        autograde(course, student)
        assert course.grades(student) == FULL
        notebook = nbformat.writes(course.autograded(student))
        assert "read: the teacher's digits" in notebook
        assert not list((course.root / "autograded" / student).rglob("digits.npz"))
        assert ("the teacher's copy is used" in notebook) is (student == "emil")
    assert (course.root / "refused" / "emil" / ASSIGNMENT / "digits.npz").read_text() == "others"
    assert not (course.root / "refused" / "dora").exists()
