"""The formgrader beside `autograder watch`: neither takes a hand-in out of the other's hands."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator
from typing import Any

import pytest
import tiny_course
from course import api
from test_turns import another_program
from tiny_course import POINTS, RIGHT, WRONG, Tiny

from autograder.turns import turn
from autograder.watch.desk import Desk
from autograder.watch.queue import State
from autograder.watch.service import once

pytestmark = pytest.mark.graded


@pytest.fixture(scope="module")
def course(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return tiny_course.make(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def desk(course: Tiny) -> Iterator[Desk]:
    desk = Desk(course.root)
    yield desk
    desk.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the other's turn to end."""
    for module in ("autograder.watch.steps", "autograder.preprocessors"):
        monkeypatch.setattr(f"{module}.turn", functools.partial(turn, patience=0))


def press_autograde(course: Tiny, student: str) -> dict[str, Any]:
    """Autograde as the formgrader does it: in one step of its event loop."""

    async def press() -> dict[str, Any]:
        result: dict[str, Any] = api(course).autograde("tiny", student)
        await asyncio.sleep(0)  # the next step
        with another_program(course.root, "tiny", student):
            return result  # others have their turn

    return asyncio.run(press())


@pytest.mark.usefixtures("impatient")
def test_what_the_formgrader_is_grading_waits(course: Tiny, desk: Desk) -> None:
    course.submit("ada")
    with another_program(course.root, "tiny", "ada"):
        once(desk)
        (job,) = desk.queue.jobs()
        assert job.state is State.WAITING
        assert job.reason == "Another program is at work on tiny of ada just now; try again when it is done."
    desk._clock = lambda: 1e12
    assert once(desk) == 1 and course.points("ada") == POINTS


@pytest.mark.usefixtures("impatient")
def test_what_is_being_graded_is_refused_in_the_formgrader_and_left_as_it_is(
    course: Tiny, desk: Desk
) -> None:
    course.submit("bob")
    assert once(desk) == 1
    graded = course.root / "autograded" / "bob" / "tiny" / "tiny.ipynb"
    before = graded.stat().st_ino
    with another_program(course.root, "tiny", "bob"):
        result = api(course).autograde("tiny", "bob")
    assert not result["success"] and "at work on tiny of bob" in result["log"]
    assert graded.stat().st_ino == before and course.points("bob") == POINTS


def test_the_formgrader_gives_its_turn_back_whether_it_succeeds_or_not(
    course: Tiny, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.submit("eve", WRONG)
    assert once(desk) == 1
    assert press_autograde(course, "eve")["success"]

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("nbconvert.writers.files.FilesWriter.write", full)
        assert not press_autograde(course, "eve")["success"]
    course.submit("eve", RIGHT)
    assert once(desk) == 1 and course.points("eve") == POINTS


def test_what_was_collected_and_graded_by_hand_is_only_answered(course: Tiny, desk: Desk) -> None:
    desk.queue.pause(True)
    course.submit("dan")
    assert api(course).collect("tiny", update=True)["success"]
    assert press_autograde(course, "dan")["success"]
    graded = course.root / "autograded" / "dan" / "tiny" / "tiny.ipynb"
    before, pages = graded.stat().st_mtime_ns, len(list(course.feedback_folder.glob("*")))
    desk.queue.pause(False)
    assert once(desk) == 1
    assert graded.stat().st_mtime_ns == before
    assert len(list(course.feedback_folder.glob("*"))) == pages + 1
