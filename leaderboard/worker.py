"""The process that knows the labels: takes in entries, does what the page asks, publishes; or goes on so."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from autograder.entries import FOLDER
from autograder.errors import AutograderError
from autograder.sanitise import printable
from leaderboard import inbox, settings
from leaderboard.course import Course
from leaderboard.documents import REQUESTS
from leaderboard.folder import PublishedFolder
from leaderboard.ingest import Taken
from leaderboard.publish import publish
from leaderboard.training import Stopped, Training


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


def update_course(
    course: Course,
    progress: Callable[[int, int], object] = lambda done, of: None,
    before_freeze: Callable[[], object] = lambda: None,
) -> Updated:
    """Do the same for a course that is open; ``before_freeze`` is called before the page's freeze is done."""
    taken = course.ingest(progress)
    asked = inbox.process(course, before_freeze)
    done = Updated(taken, asked, publish(course))
    PublishedFolder(course.settings).waits("")
    return done


def work(
    course_dir: Path,
    seconds: float,
    stop: threading.Event,
    told: Callable[[Updated], object] = lambda updated: None,
    waits: Callable[[str], object] = lambda reason: None,
) -> None:
    """Update whenever there is something to do, until stopped.

    What is missing (held-out images that are not made yet, a database that does not answer) is waited for,
    and the page tells instructors so.

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
    waits
        Is told, once, why it cannot go on.

    Raises
    ------
    NotConfigured
        When this is no course directory.
    """
    settings.read(course_dir)
    worker = _Worker(course_dir, stop, told, waits)
    try:
        while not stop.is_set():
            worker.look()
            stop.wait(seconds)
    except Stopped:
        pass
    finally:
        worker.close()


class _Worker:
    """What `work` remembers from one look to the next."""

    def __init__(
        self,
        course_dir: Path,
        stop: threading.Event,
        told: Callable[[Updated], object],
        waits: Callable[[str], object],
    ) -> None:
        self._course_dir = course_dir
        self._told, self._waits = told, waits
        self._training = Training(course_dir, stop)
        self._course: Course | None = None
        self._before: object = None
        self._reason = ""

    def look(self) -> None:
        """Update, where there is something to do."""
        try:
            if self._course is None:
                self._course = Course.open(self._course_dir)
            # looked at before the update: what comes while it runs is seen the next time
            watched = _watched(self._course)
            if watched != self._before:
                self._course.store.engine.dispose()
                self._course = Course.open(self._course_dir)
                self._told(update_course(self._course, before_freeze=self._training.wait))
                self._training.begin(self._course)
                self._before, self._reason = watched, ""
        except (AutograderError, SQLAlchemyError, OSError) as error:
            self._wait_for(error)

    def _wait_for(self, error: Exception) -> None:
        self._before = None
        if isinstance(error, SQLAlchemyError):
            reason = f"The database cannot be used: {str(error).splitlines()[0]}"
        else:
            reason = " ".join(str(error).split())
        if reason == self._reason:
            return
        self._reason = reason
        self._waits(reason)
        # where that fails, it was told above; the page goes on with what it has
        with contextlib.suppress(AutograderError, OSError):
            PublishedFolder(settings.read(self._course_dir)).waits(printable(reason))

    def close(self) -> None:
        """End what runs beside, and leave the database."""
        self._training.end()
        if self._course is not None:
            self._course.store.engine.dispose()


def _watched(course: Course) -> object:
    """What an update depends on: new files, requests, teams, settings, rulings, models, the cap's day."""
    mine, rulings = course.settings, course.rulings
    paths = [
        mine.heldout.private_folder(FOLDER),
        mine.heldout.directory / "faces.npz",
        mine.published_folder / REQUESTS,
        mine.root / mine.teams.file,
        mine.root / "nbgrader_config.py",
    ]
    times = [path.stat().st_mtime_ns if path.exists() else 0 for path in paths]
    # nobody tells when the hub's groups change
    minute = int(time.time() / 60) if mine.teams.hub_groups else 0
    decided = (len(rulings.decisions()), rulings.version(), rulings.finals(), rulings.freezes())
    trained = (course.store.reference_count(), course.training_images)
    return times, minute, mine.days.of(datetime.now(UTC)), decided, trained
