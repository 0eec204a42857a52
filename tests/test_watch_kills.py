"""`autograder watch` is killed at random moments: nothing is lost, and nothing is graded twice."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import tiny_course
from killing import Runner
from nbgrader.utils import notebook_hash
from tiny_course import POINTS, RIGHT, WRONG, Tiny

from autograder.handin import SECRET
from autograder.watch.queue import Queue, State

pytestmark = [pytest.mark.graded, pytest.mark.slow]
STUDENTS = ("ada", "bob", "cy")
KILLS = 50


def graded(course: Tiny) -> dict[str, int]:
    """When each hand-in was graded that lies in autograded/, by its secret."""
    found = {}
    for path in (course.root / "autograded").glob("*/tiny/tiny.ipynb"):
        if "convclass" in json.loads(path.read_text())["metadata"]:
            found[(path.parent / SECRET).read_text()] = path.stat().st_mtime_ns
    return found


def test_whenever_it_is_killed_each_hand_in_is_graded_once(isolation: None, tmp_path: Path) -> None:
    course = tiny_course.make(tmp_path)
    course.configure(f"c.Watch.after_grading = lambda root: (root / 'board').write_text('{'x' * 8}')")
    chance = random.Random(0)
    newest: dict[str, tuple[Path, str]] = {}
    times: dict[str, int] = {}
    kills = number = 0
    with Runner() as runner:
        for student in STUDENTS:
            newest[student] = course.submit(student), RIGHT
        longest = runner.run(course.root)
        assert longest
        while kills < KILLS:
            if chance.random() < 0.5 or number == 0:
                number += 1
                student, source = chance.choice(STUDENTS), chance.choice((RIGHT, WRONG))
                newest[student] = course.submit(student, source, tag=str(number)), source
            if runner.run(course.root, kill_at=chance.randrange(1, longest // 3)) is None:
                kills += 1
            now = graded(course)
            assert {secret: now[secret] for secret in times if secret in now}.items() <= times.items()
            times |= now
        assert runner.run(course.root)
        assert graded(course).items() <= (times | graded(course)).items()
        before = graded(course)
        assert runner.run(course.root)
        assert graded(course) == before, "what has been graded is left alone"

    queue = Queue(f"sqlite:///{course.root / 'watch.db'}")
    jobs = {job.name: job for job in queue.jobs()}
    assert len(jobs) == len(list(course.inbound.iterdir())) == len(STUDENTS) + number
    assert {job.state for job in jobs.values()} <= {State.GRADED, State.REPLACED}
    for student, (folder, source) in newest.items():
        assert jobs[folder.name].state is State.GRADED
        assert course.collected(student) == (folder / "tiny.ipynb").read_bytes()
        assert course.points(student) == (POINTS if source == RIGHT else 0)
        checksum = notebook_hash(secret=(folder / SECRET).read_text(), notebook_id="tiny")
        page = (course.feedback_folder / f"{checksum}.html").read_text()
        assert f"{POINTS if source == RIGHT else 0:g} / {POINTS:g}" in page or "Score" in page
    assert not list((course.root / "submitted").glob("*/.*")), "nothing half collected is left"
    assert (course.root / "board").exists()
