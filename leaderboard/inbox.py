"""Does what the page asks for: reads its requests as what they are, files from another user."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

from autograder.errors import AutograderError
from autograder.sanitise import printable
from leaderboard.course import Course
from leaderboard.documents import REQUEST_BYTES, REQUESTS, Request, check_request

_MOST = 200  # requests at a time


def process(course: Course, before_freeze: Callable[[], object] = lambda: None) -> int:
    """Do all that is asked for, and delete the requests; return how many there were.

    A request that is refused is told to the instructors, without what it says.

    Parameters
    ----------
    course
        The course.
    before_freeze
        Called before the board is frozen; where it raises an error of its own, the request stays.
    """
    folder = course.settings.published_folder / REQUESTS
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))[:_MOST]
    except FileNotFoundError:
        return 0
    for path in paths:
        try:
            request = check_request(json.loads(_read(path)))
            _obey(course, request, before_freeze)
        except (OSError, ValueError, RecursionError, AutograderError) as error:
            told = error.strerror if isinstance(error, OSError) else str(error)
            course.rulings.tell(f"A request of the page was refused: {printable(str(told))[:300]}")
        _remove(path)
    return len(paths)


def _read(path: Path) -> bytes:
    """Read a regular file of limited size; a link could lead to anything."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(fd, "rb") as file:
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("it is no file")
        if info.st_size > REQUEST_BYTES:
            raise ValueError("it is too large")
        return file.read(REQUEST_BYTES)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except IsADirectoryError:
        path.rename(path.with_name(f".refused-{path.name}"[:200]))


def _obey(course: Course, request: Request, before_freeze: Callable[[], object]) -> None:
    by = request["by"][:100]
    if request["kind"] == "freeze":
        before_freeze()
        course.ingest()
        course.freeze(by)
    elif request["kind"] == "label":
        course.decide(request["image"], request["status"], request["label"], by, request["why"])
    elif request["kind"] == "rescore":
        course.rescore(by)
    else:
        course.choose_finals(request["team"], request["entries"], by)
