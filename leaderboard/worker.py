"""The process that knows the labels: takes in entries, does what the page asks, publishes; or goes on so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.entries import FOLDER
from leaderboard import inbox
from leaderboard.course import Course
from leaderboard.documents import REQUESTS
from leaderboard.ingest import Taken
from leaderboard.publish import publish


@dataclass(frozen=True)
class Updated:
    """What an update did.

    Parameters
    ----------
    taken
        What was taken in.
    requests
        How many requests of the page were looked at.
    version
        The version that is published.
    """

    taken: Taken = field(default_factory=Taken)
    requests: int = 0
    version: int = 0


def update(course_dir: Path, progress: Callable[[int, int], object] = lambda done, of: None) -> Updated:
    """Take in what the grader left, do what the page asks for, publish; safe to repeat.

    Parameters
    ----------
    course_dir
        The course directory.
    progress
        Is told how many new gradings are stored, of how many.

    Raises
    ------
    AutograderError
        When the course has no held-out images, or its database cannot be used.
    """
    return update_course(Course.open(course_dir), progress)


def update_course(course: Course, progress: Callable[[int, int], object] = lambda done, of: None) -> Updated:
    """Do the same for a course that is open."""
    taken = course.ingest(progress)
    asked = inbox.process(course)
    return Updated(taken, asked, publish(course))


def work(
    course_dir: Path,
    seconds: float,
    stop: threading.Event,
    told: Callable[[Updated], object] = lambda updated: None,
) -> None:
    """Update whenever there is something to do, until stopped.

    Parameters
    ----------
    course_dir
        The course directory; its settings and teams are read anew for each update.
    seconds
        How often to look for new entries and requests.
    stop
        Set from outside to end it.
    told
        Is told of each update.
    """
    before: object = None
    course = Course.open(course_dir)
    while not stop.is_set():
        # looked at before the update: what comes while it runs is seen the next time
        watched = _watched(course)
        if watched != before:
            before = watched
            course.store.engine.dispose()
            course = Course.open(course_dir)
            told(update_course(course))
        stop.wait(seconds)
    course.store.engine.dispose()


def _watched(course: Course) -> object:
    """What an update depends on: new files, requests, teams, settings, rulings, the day of the cap."""
    mine, rulings = course.settings, course.rulings
    paths = [
        mine.heldout.private_folder(FOLDER),
        mine.published_folder / REQUESTS,
        mine.root / mine.teams.file,
        mine.root / "nbgrader_config.py",
    ]
    times = [path.stat().st_mtime_ns if path.exists() else 0 for path in paths]
    # nobody tells when the hub's groups change
    minute = int(time.time() / 60) if mine.teams.hub_groups else 0
    decided = (len(rulings.decisions()), rulings.version(), rulings.finals(), rulings.freezes())
    return times, minute, mine.days.of(datetime.now(UTC)), decided
