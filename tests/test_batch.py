"""A class graded by workers: the same marks, nothing run twice, whatever is killed on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import team_course
import tiny_course
from course import ASSIGNMENT, Course, read
from distributed.security import Security
from nbgrader.api import Gradebook
from team_course import autograde, autograder, configure, feedback
from test_preprocessors import handed_in
from tiny_course import POINTS, RIGHT, WRONG, Tiny
from waiting import until

from autograder.batch.workers import local_cluster
from autograder.results import journal

pytestmark = [pytest.mark.graded, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]

NOTEBOOK = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
# A hand-in that reaches the grader's own process, as none should be able to.
DEADLY = """
import contextlib, os, pathlib, signal, time
import pytest
from autograder.outcomes import Failure
from autograder.student import Call

@pytest.mark.graded(cell="test_double", points=2.0, asks="double(x) is twice x")
def test_double(student):
    while (pathlib.Path(__file__).parents[1] / "held" / student.id).exists():
        time.sleep(0.02)
    with contextlib.suppress(Failure):
        if student.get("DEADLY"):
            os.kill(os.getpid(), signal.SIGKILL)
    assert student.call("double", 21) == 42, "not twice as much"
"""


def hold(course: Course, *students: str) -> None:
    """Let the grading of these students' hand-ins take until `release`, so that it can be interrupted."""
    (course.root / "held").mkdir()
    for student in students:
        (course.root / "held" / student).touch()


def release(course: Course) -> None:
    shutil.rmtree(course.root / "held")


def make(folder: Path, name: str, answers: dict[str, str]) -> Tiny:
    course = tiny_course.make(folder, (name,))
    (course.root / "hidden" / f"{name}.py").write_text(DEADLY)
    for student, answer in answers.items():
        tiny_course.write(answer, course.submission(student, name) / f"{name}.ipynb")
    return course


def command(course: Course, *arguments: str) -> subprocess.Popen[str]:
    """Start one of our commands, in a session of its own."""
    return subprocess.Popen(
        [Path(sys.executable).with_name("autograder"), *arguments],
        cwd=course.root,
        env={**os.environ, **encryption(course.root.parent), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_until(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    until(condition, lambda: process.poll() is None, lambda: process.communicate()[0])


def lines(course: Course) -> list[journal.Line]:
    return list(journal.read(course.root))


def worker_processes(process: subprocess.Popen[str]) -> list[psutil.Process]:
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def encryption(folder: Path) -> dict[str, str]:
    """The environment by which docs/deploy.md encrypts a cluster, where the certificates have been made."""
    files = {kind: str(folder / f"dask-{kind}.pem") for kind in ("ca", "cert", "key")}
    if not Path(files["ca"]).exists():
        return {}
    start = "DASK_DISTRIBUTED__COMM__"
    roles = ("SCHEDULER", "WORKER", "CLIENT")
    mine = {f"{start}TLS__{role}__{kind.upper()}": files[kind] for role in roles for kind in ("cert", "key")}
    return {f"{start}REQUIRE_ENCRYPTION": "true", f"{start}TLS__CA_FILE": files["ca"], **mine}


@pytest.fixture
def dask_cluster(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a scheduler with one worker, with certificates of their own, and the scheduler."""
    made = Security.temporary()
    contents = {"ca": made.tls_ca_file, "cert": made.tls_worker_cert, "key": made.tls_worker_key}
    for kind, content in contents.items():
        (tmp_path / f"dask-{kind}.pem").write_text(content)
    file = tmp_path / "scheduler.json"
    options = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1", "--protocol", "tls"]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *options, *more],
            cwd=tmp_path,
            env={**os.environ, **encryption(tmp_path), "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, more in {
            "dask_scheduler": ("--port", "0"),
            "dask_worker": ("--nthreads", "1", "--no-nanny", "--death-timeout", "60"),
        }.items()
    ]
    try:
        yield until(lambda: _address(file), lambda: running[0].poll() is None), running[0]
    finally:
        for process in running:
            process.kill()
            process.wait()


def _address(file: Path) -> str:
    try:
        return str(json.loads(file.read_text())["address"])
    except (FileNotFoundError, ValueError):  # not there yet, or not all of it
        return ""


@pytest.mark.slow
def test_nothing_is_lost_or_graded_twice_whatever_is_killed(
    isolation: None, tmp_path: Path, dask_cluster: tuple[str, subprocess.Popen[bytes]]
) -> None:
    names = [f"s{number:02}" for number in range(12)]
    answers = dict.fromkeys(names, RIGHT) | {"s03": WRONG, "s05": f"{RIGHT}\nDEADLY = True"}
    course = make(tmp_path, "deadly", answers)
    hold(course, "s10", "s11")
    others = [name for name in names if name != "s05"]

    # the scheduler is lost
    address, scheduler = dask_cluster
    assert address.startswith("tls://")
    some = [*others[:4], "s10"]
    students = [option for name in some for option in ("--student", name)]
    grading = command(course, "grade", "deadly", "--scheduler", address, *students)
    wait_until(lambda: len(lines(course)) >= 2, grading)
    scheduler.kill()
    told = grading.communicate()[0]
    assert grading.returncode == 1 and "Traceback" not in told, told
    assert "The Dask scheduler is gone" in told and "start again" in told
    done = len(lines(course))
    assert 2 <= done < len(some)

    # ctrl-C, which the terminal sends to all processes
    students = [option for name in others for option in ("--student", name)]
    grading = command(course, "grade", "deadly", "--jobs", "2", *students)
    wait_until(lambda: len(lines(course)) >= done + 2, grading)
    os.killpg(grading.pid, signal.SIGINT)
    told = grading.communicate()[0]
    assert grading.returncode == 1 and "Traceback" not in told, told
    assert "Stopped." in told and "start again" in told
    done = len(lines(course))
    assert done < len(others)

    # a worker is killed, and a hand-in kills each worker that it gets
    grading = command(course, "grade", "deadly", "--jobs", "2")
    wait_until(lambda: len(lines(course)) > done, grading)
    worker_processes(grading)[0].kill()
    release(course)
    told = grading.communicate()[0]
    assert grading.returncode == 1 and "Traceback" not in told, told
    assert "The grader itself failed for 1; these marks stay open." in told

    run = Counter(line.student for line in lines(course) if not line.stored)
    assert set(run) == set(names) and max(run.values()) <= 2, "only what was killed while it was recorded"
    assert sum(run.values()) <= len(names) + 1
    for name in others:
        assert course.points(name, "deadly") == (0.0 if name == "s03" else POINTS)
    assert course.points("s05", "deadly") is None
    assert course.autograded("s05", "deadly").metadata["convclass"]["outcome"] == "grader fault"
    assert "was killed 3 times" in (course.root / "autograder.log").read_text()


STRANGER = """
import logging, sys
from distributed import Client
from distributed.security import Security

logging.disable()
for url, security in (
    (sys.argv[1], Security.temporary()),  # certificates, but not those of the run
    (sys.argv[1].replace("tls://", "tcp://"), None),
):
    try:
        Client(url, security=security, timeout=3).submit(print).result(timeout=3)
        print("served")
    except OSError:
        print("refused")
"""


def test_nobody_else_can_use_or_read_a_local_cluster() -> None:
    with local_cluster(1) as client:
        stranger = [sys.executable, "-c", STRANGER, client.scheduler.address]
        told = subprocess.run(stranger, capture_output=True, text=True, check=False)
        assert told.stdout.split() == ["refused", "refused"], told.stderr
        processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
        listening = {
            connection.laddr
            for process in processes
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening and {place.ip for place in listening} == {"127.0.0.1"}
        assert client.submit(sum, [1, 2]).result() == 3


def recorded(course: Course) -> list[tuple[object, ...]]:
    """All that the gradebook has of automatic marks."""
    with Gradebook(course.db_url) as gradebook:
        return sorted(
            (submission.student.id, grade.name, grade.auto_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        )


def written(course: Course, *folders: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for folder in folders
        for path in sorted((course.root / folder).rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_workers_the_store_and_nbgrader_give_the_same_marks_and_feedback(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    course.hand_in("dora", read("solutions"))
    for student, name in {"emil": "wrong_kernel_flipped", "fritz": "wrong_integer_truncation"}.items():
        course.hand_in(student, handed_in(name))
    (course.submission("dora") / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    (course.submission("emil") / "helper.py").write_text("x = 1")  # refused, which the feedback says
    parallel = Course(tmp_path / "parallel" / "course")
    shutil.copytree(course.root, parallel.root)

    autograde(course)
    feedback(course)
    done = autograder(parallel, "grade", ASSIGNMENT, "--jobs", "2", "--feedback")
    assert "3 graded, 0 graded before, 0 failed" in done.output, done.output
    assert {line.stored for line in lines(parallel)} == {False}
    assert recorded(parallel) == recorded(course)
    assert written(parallel, "autograded", "feedback") == written(course, "autograded", "feedback")

    # all of it from the store, into a course that knows nothing of it
    fresh = Course(tmp_path / "fresh" / "course")
    shutil.copytree(parallel.root, fresh.root, ignore=lambda *_: ["autograded", "feedback", "recorded"])
    done = autograder(fresh, "grade", ASSIGNMENT, "--force")
    assert "3 graded" in done.output, done.output
    assert {line.stored for line in lines(fresh)[3:]} == {True}
    assert recorded(fresh) == recorded(course)
    without_note = {
        path: content for path, content in written(course, "autograded").items() if "emil" not in path
    }
    again = written(fresh, "autograded")
    assert all(again[path] == content for path, content in without_note.items())


@pytest.fixture(scope="module")
def template(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """A course that was graded once."""
    answers = {"ada": RIGHT, "bob": WRONG, "cy": "raise ValueError"}
    course = make(tmp_path_factory.mktemp("batch"), "batch", answers)
    assert "3 graded" in autograder(course, "grade", "batch").output
    return course


@pytest.fixture
def tiny(template: Tiny, tmp_path: Path) -> Tiny:
    return tiny_course.copy(template, tmp_path)


def forced(course: Tiny) -> str:
    return autograder(course, "grade", "batch", "--force").output


def test_what_is_unchanged_is_left_alone(tiny: Tiny) -> None:
    before = written(tiny, "autograded"), (tiny.root / "gradebook.db").read_bytes()
    assert "0 graded, 3 unchanged, 0 graded before" in forced(tiny)
    assert (written(tiny, "autograded"), (tiny.root / "gradebook.db").read_bytes()) == before
    assert len(lines(tiny)) == 3


def mark(course: Tiny, student: str, **fields: object) -> None:
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", "batch", "batch", student)
        for name, value in fields.items():
            setattr(grade, name, value)
        gradebook.db.commit()


def test_what_was_changed_in_any_place_is_recorded_again(tiny: Tiny) -> None:
    mark(tiny, "ada", auto_score=0.5)
    path = tiny.root / "autograded" / "bob" / "batch" / "batch.ipynb"
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content + b"\n")
    (tiny.submission("cy", "batch") / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    assert "3 graded, 0 graded before" in forced(tiny)
    assert {line.stored for line in lines(tiny)[3:]} == {True}, "nothing was run"
    assert tiny.points("ada", "batch") == POINTS and path.read_bytes() == content
    assert "3 unchanged" in forced(tiny)


def test_marks_by_hand_and_late_penalties_stay_right(tiny: Tiny) -> None:
    mark(tiny, "bob", manual_score=1.5, needs_manual_grade=False)
    (tiny.root / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2\n"
    )
    configure(
        tiny,
        f"import sys\nsys.path.insert(0, {str(tiny.root)!r})\n"
        "c.AssignLatePenalties.plugin_class = 'late.Half'",
    )
    (tiny.submission("ada", "batch") / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    with Gradebook(tiny.db_url) as gradebook:
        gradebook.update_or_create_assignment("batch", duedate="2026-01-01 10:00:00 UTC")
    for _ in range(2):  # the penalty may be another one each time, so this is never unchanged
        assert "1 graded, 2 unchanged" in forced(tiny)
        with Gradebook(tiny.db_url) as gradebook:
            late = gradebook.find_submission_notebook("batch", "batch", "ada")
            by_hand = gradebook.find_grade("test_double", "batch", "batch", "bob")
            assert late.late_submission_penalty == POINTS / 2
            assert (by_hand.manual_score, by_hand.needs_manual_grade) == (1.5, False)


def test_all_is_run_again_where_that_is_wanted(tiny: Tiny) -> None:
    assert "3 graded" in autograder(tiny, "grade", "batch", "--fresh").output
    assert [line.stored for line in lines(tiny)] == [False] * 6


def test_a_team_is_graded_once_by_workers(team_course_template: Course, tmp_path: Path) -> None:
    course = team_course.copy(team_course_template, tmp_path)
    team_course.hand_in(course, "anna", RIGHT)
    team_course.hand_in(course, "dora", WRONG)
    done = autograder(course, "grade", course.assignment, "--jobs", "2")
    assert "2 graded" in done.output and "2 have the marks" in done.output, done.output
    assert course.grades("anna") == course.grades("bob") == team_course.FULL
    assert course.grades("carl") == course.grades("dora") == team_course.NONE
    assert sorted(line.student for line in lines(course)) == ["anna", "dora"]

    team_course.by_hand(course, "anna", 0.25)
    done = autograder(course, "grade", course.assignment, "--force")
    assert "0 graded, 2 unchanged" in done.output and "2 have the marks" in done.output, done.output
    marks = team_course.hand_marks(course, ["bob"])
    assert marks["bob"][0] == 0.25, "what a person has given since counts for the team"


def test_a_scheduler_that_is_not_there_is_told_in_one_line(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.batch.workers._CONNECT_SECONDS", 1.0)
    done = autograder(tiny, "grade", "batch", "--fresh", "--scheduler", "tcp://127.0.0.1:9")
    assert done.exit_code == 1
    assert "There is no Dask scheduler at tcp://127.0.0.1:9" in done.output
    done = autograder(tiny, "grade", "batch", "--scheduler", "tcp://127.0.0.1:9", "--jobs", "2")
    assert done.exit_code == 2 and "--jobs is for this machine" in done.output
