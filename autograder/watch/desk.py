"""The one who keeps the queue of a course: takes hand-ins out of it, and notes what became of them."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.sanitise import printable
from autograder.watch import scan
from autograder.watch.queue import Job, Queue, State
from autograder.watch.settings import Watch
from autograder.watch.steps import Ending, Result, settings

log = logging.getLogger("autograder.watch")
LOCK_FILE = "watch.lock"
_FIRST_REST, _LONGEST_REST = 2.0, 300.0


class AlreadyWatched(AutograderError):
    """Raised when another service keeps the queue of the course."""


@dataclass(frozen=True)
class Task:
    """What is to be done next: a hand-in, or the marks of a team assignment to be shared anew.

    Parameters
    ----------
    job
        The hand-in.
    assignment
        The team assignment, where there is no hand-in.
    teams
        The `scan.fingerprint` of its teams.
    """

    job: Job | None = None
    assignment: str = ""
    teams: str = ""


class Desk:
    """Keeps the queue of a course; there is one for each course at a time.

    Parameters
    ----------
    root
        The course directory.
    clock
        Seconds that pass, for the rests between attempts. They do not follow the time of day, which may jump.

    Attributes
    ----------
    lock
        File descriptor whose lock says that this course is watched. Processes that get it keep the lock.
    problem
        Why hand-ins cannot be noticed at present, or an empty text.

    Raises
    ------
    AlreadyWatched
        When there is another one.
    """

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.root = root
        self.course = Course(root)
        self.lock = _locked(root / LOCK_FILE)
        self.queue = Queue(settings(self.course).database(root))
        self.problem = ""
        self._clock = clock
        self._rests: dict[int | str, tuple[float, float]] = {}  # until when, and how long the last one was
        self._sharing: set[str] = set()
        interrupted = self.queue.recover()
        if interrupted:
            log.info("Going on with what was interrupted: %s", interrupted)

    def close(self) -> None:
        """Give the queue to others."""
        self.queue.close()
        os.close(self.lock)

    @property
    def watch(self) -> Watch:
        """The settings, as they are now."""
        return settings(self.course)

    def look(self) -> Path | None:
        """Read the configuration and the inbound folder; return that folder where it can be read."""
        try:
            self.course = Course(self.root)
            folder = scan.look(self.course, self.queue)
        except Exception as error:  # whatever it is, the next look may find it repaired
            text = printable(" ".join(str(error).split())) or type(error).__name__
            if text != self.problem:
                log.error("%s", text)
            self.problem = text
            return None
        if self.problem:
            log.info("Hand-ins are noticed again.")
        self.problem = ""
        return folder

    def next(self) -> Task | None:
        """Return what is to be done next; whoever gets it has to call `finish`."""
        if self.queue.paused:
            return None
        sharing = self._to_share()
        if sharing is not None:
            return sharing
        resting = [key for key in self._rests if isinstance(key, int) and self._rests_now(key)]
        job = scan.take_next(self.course, self.queue, resting)
        if job is not None and job.assignment in self._sharing:
            self.queue.move(job, State.WAITING, job.reason, day="")
            return None
        return Task(job) if job else None

    def _to_share(self) -> Task | None:
        """A team assignment whose teams have changed since its hand-ins were graded."""
        seen = scan.fingerprint(self.course)
        if not seen:
            return None
        running = {job.assignment for job in self.queue.jobs(State.RUNNING)}
        graded = {job.assignment for job in self.queue.jobs(State.GRADED)}
        for name in scan.changed_teams(self.course, self.queue, seen):
            if name not in graded:
                scan.note_teams(self.queue, name, seen)
            elif name not in running | self._sharing and not self._rests_now(name):
                self._sharing.add(name)
                return Task(assignment=name, teams=seen)
        return None

    def finish(self, task: Task, result: Result) -> None:
        """Note what became of something that was done."""
        if task.job is None:
            self._sharing.discard(task.assignment)
            if result.ending is Ending.GRADED:
                self._rests.pop(task.assignment, None)
                scan.note_teams(self.queue, task.assignment, task.teams)
            else:
                self._rest(task.assignment)
                log.error("The teams of %s have changed, but: %s", task.assignment, result.reason)
            return
        job, name = task.job, printable(task.job.name)
        if result.ending is Ending.GRADED:
            self._rests.pop(job.id, None)
            self.queue.move(job, State.GRADED, result.reason, remark=result.remark)
            log.info("Graded %s", name)
        elif result.ending in (Ending.REFUSED, Ending.INCOMPLETE):
            state = State.REFUSED if result.ending is Ending.REFUSED else State.INCOMPLETE
            self.queue.move(job, state, result.reason, day="")
            log.error("%s: %s", name, result.reason)
        else:
            attempts = job.attempts + (result.ending is Ending.FAILED)
            given_up = attempts >= self.watch.attempts
            self._rest(job.id)
            state = State.FAILED if given_up else State.WAITING
            self.queue.move(job, state, result.reason, remark=result.remark, day="", attempts=attempts)
            log.error("%s: %s", name, result.reason)

    def _rest(self, key: int | str) -> None:
        """Wait before the next attempt, twice as long each time."""
        last = self._rests.get(key, (0.0, 0.0))[1]
        length = min(max(2 * last, _FIRST_REST), _LONGEST_REST)
        self._rests[key] = (self._clock() + length, length)

    def _rests_now(self, key: int | str) -> bool:
        return key in self._rests and self._clock() < self._rests[key][0]

    def rest_seconds(self) -> float | None:
        """Return how long it is until something is to be tried again; None where nothing is."""
        times = [until for until, _ in self._rests.values()]
        return max(0.0, min(times) - self._clock()) if times else None


def _locked(path: Path) -> int:
    """Open and lock a file."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(fd)
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        raise AlreadyWatched(
            f"Another 'autograder watch' is at work on this course ({path.parent}); "
            "'autograder queue' shows what it does."
        ) from error
    return fd
