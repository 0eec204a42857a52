"""Trains the models for comparison beside the worker, in a process that gives way to all others."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from leaderboard.course import Course


class Stopped(Exception):
    """Raised when the worker is told to stop while it waits."""


class Training:
    """A process that trains what the board lacks, at most once for the images as they are.

    Parameters
    ----------
    course_dir
        The course directory.
    stop
        Set from outside when the worker is to end.
    """

    def __init__(self, course_dir: Path, stop: threading.Event) -> None:
        self._command = [sys.executable, "-m", "leaderboard", "--course-dir", str(course_dir), "train"]
        self._stop = stop
        self._process: subprocess.Popen[bytes] | None = None
        self._seen: object = None

    def begin(self, course: Course) -> None:
        """Begin, where something is missing and no attempt was made."""
        if self.runs or course.training_images is None or course.rulings.freezes():
            return
        seen = (course.training_images, course.settings.seed)
        if seen == self._seen:
            return
        self._seen = seen
        if course.untrained():
            self._process = subprocess.Popen(
                [*self._command, "--quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )

    @property
    def runs(self) -> bool:
        """Whether it is at work."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> None:
        """Wait until it is done.

        Raises
        ------
        Stopped
            When the worker is to end before.
        """
        while self.runs:
            if self._stop.wait(0.1):
                raise Stopped

    def end(self) -> None:
        """End it, whatever it does; nothing is stored of what is half trained."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
