"""The service `autograder watch` as it runs: its processes, its page, and a whole class that hands in."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
import tiny_course
from browsing import SECONDS
from selenium.webdriver.support.ui import WebDriverWait
from tiny_course import POINTS, WRONG, Tiny

from autograder.watch.queue import Job, Queue, State

pytestmark = pytest.mark.graded


class Running:
    """A service that was started as people start it."""

    def __init__(self, course: Tiny) -> None:
        self.course = course
        self.process = subprocess.Popen(
            [Path(sys.executable).parent / "autograder", "watch", "--port", "0"],
            cwd=course.root,
            env=course.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("The queue: "), line
        self.address = line.removeprefix("The queue: ").strip()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(SECONDS)

    def page(self, path: str = "", **form: str) -> str:
        """Open a page, or send a form of it."""
        base = self.address.split("login?")[0]
        data = urllib.parse.urlencode(form).encode() if form else None
        with self.browser.open(base + path, data, timeout=SECONDS) as answer:
            return str(answer.read().decode())


def until(condition: Callable[[], object]) -> None:
    WebDriverWait(condition, 5 * SECONDS, poll_frequency=0.5).until(lambda check: check())


def jobs(course: Tiny) -> list[Job]:
    queue = Queue(f"sqlite:///{course.root / 'watch.db'}")
    try:
        return queue.jobs()
    finally:
        queue.close()


@pytest.fixture(scope="module")
def course(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    course = tiny_course.make(tmp_path_factory.mktemp("served"))
    course.configure(
        "import os",
        "c.Watch.scan_seconds = 3600.0",  # so that only notices of the file system help
        "def after(root):",
        "    if (root / 'die').exists():",
        "        (root / 'die').unlink()",
        "        os._exit(3)",
        "c.Watch.after_grading = after",
    )
    return course


@pytest.fixture
def start(course: Tiny) -> Iterator[Callable[[], Running]]:
    """Start the service."""
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(course))
        return started[-1]

    yield start
    for service in started:
        if service.process.poll() is None:
            service.stop(signal.SIGKILL)


def test_it_notices_grades_shows_and_goes_on_after_kills(course: Tiny, start: Callable[[], Running]) -> None:
    running = start()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        running.page()
    running.browser.open(running.address, timeout=SECONDS)
    assert "Nobody has handed in yet" in running.page()

    course.submit("ada")
    until(lambda: [job.state for job in jobs(course)] == [State.GRADED])
    assert course.points("ada") == POINTS
    course.submit("<b>eve*")
    until(lambda: len(jobs(course)) == 2)
    page = running.page()
    assert "&lt;b&gt;eve" in page and "<b>eve" not in page
    assert "cannot be a student" in page and "ada" in page
    token = re.search(r'name="_xsrf" value="([^"]+)"', page)
    assert token

    with pytest.raises(urllib.error.HTTPError, match="403"):
        running.page("pause", id="1")
    assert "Paused." in running.page("pause", _xsrf=token[1])
    waiting = course.submit("ada", WRONG)
    until(lambda: len(jobs(course)) == 3)
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL

    again = start()
    again.browser.open(again.address, timeout=SECONDS)
    page = again.page()
    assert "Paused." in page, "it is remembered"
    token = re.search(r'name="_xsrf" value="([^"]+)"', page)
    assert token
    again.page("resume", _xsrf=token[1])
    until(lambda: {job.name: job.state for job in jobs(course)}[waiting.name] is State.GRADED)
    assert course.points("ada") == 0
    document = json.loads(again.page("queue.json"))
    assert [row["student"] for row in document["jobs"]] == ["<b>eve*", "ada", "ada"]
    assert again.page("queue.csv").startswith("id,student,")

    # a grading process that dies is started again
    (course.root / "die").touch()
    folder = course.submit("bob")
    until(lambda: {job.name: job.state for job in jobs(course)}.get(folder.name) is State.GRADED)
    assert not (course.root / "die").exists()
    (done,) = [job for job in jobs(course) if job.name == folder.name]
    assert done.attempts == 1
    assert again.stop(signal.SIGINT) == 0


ASSIGNMENTS = tuple(f"tiny{number}" for number in range(3))
USERS = tuple(f"user{number:02}" for number in range(8))
_SUBMIT = """
import os, sys
from nbgrader.apps.api import NbGraderAPI
from nbgrader.exchange.default import ExchangeSubmit
from traitlets.config import PyFileConfigLoader
root, home, users, assignments = sys.argv[1], sys.argv[2], sys.argv[3].split(), sys.argv[4].split()
api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py", root).load_config())
api.log_level = "ERROR"
children = []
go, start = os.pipe()
for number, user in enumerate(users):
    child = os.fork()
    if child == 0:
        os.close(start)
        os.read(go, 1)  # all at once
        if os.getuid() == 0:
            os.setgid(54000 + number)
            os.setuid(54000 + number)
        os.umask(0o022)
        for name in assignments:
            api.coursedir.student_id, api.coursedir.assignment_id = user, name
            ExchangeSubmit(
                coursedir=api.coursedir, authenticator=api.authenticator, parent=api,
                assignment_dir=f"{home}/{user}", cache=f"{home}/{user}/cache",
            ).start()
        os._exit(0)
    children.append(child)
os.close(start)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
"""


@pytest.mark.slow
def test_a_class_hands_in_at_once_while_hand_ins_are_collected_and_graded(
    isolation: None,
) -> None:
    # pytest's own folders are for their owner only
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        _hand_in_and_grade(Path(folder))


def _hand_in_and_grade(base: Path) -> None:
    course = tiny_course.make(base, ASSIGNMENTS)
    course.configure("c.Watch.workers = 2")
    home = base / "home"
    sources = {}
    for number, user in enumerate(USERS):
        for name in ASSIGNMENTS:
            (home / user / name).mkdir(parents=True)
            source = f"# {user}, {name}\n{tiny_course.RIGHT if number % 2 else tiny_course.WRONG}"
            tiny_course.write(source, home / user / name / f"{name}.ipynb")
            sources[user, name] = (home / user / name / f"{name}.ipynb").read_bytes()
        if os.getuid() == 0:
            for path in [home / user, *(home / user).rglob("*")]:
                os.chown(path, 54000 + number, 54000 + number)
    service = Running(course)
    students = subprocess.Popen(
        [sys.executable, "-c", _SUBMIT, course.root, home, " ".join(USERS), " ".join(ASSIGNMENTS)],
        env=course.environment(),
    )
    collecting = course.start("collect", ASSIGNMENTS[0], "--update")
    assert students.wait(10 * SECONDS) == 0
    collecting.wait(SECONDS)
    until(lambda: [job.state for job in jobs(course)] == [State.GRADED] * len(sources))
    assert service.stop() == 0

    done = jobs(course)
    assert sorted((job.student, job.assignment) for job in done) == sorted(sources)
    assert all(job.attempts == 0 for job in done)
    log = (course.root / "watch.log").read_text()
    for job in done:
        assert log.count(f"Graded {job.name}\n") == 1
        assert course.collected(job.student, job.assignment) == sources[job.student, job.assignment]
        right = int(job.student[-2:]) % 2 == 1
        assert course.points(job.student, job.assignment) == (POINTS if right else 0)
    assert len(list(course.feedback_folder.iterdir())) == len(sources)
