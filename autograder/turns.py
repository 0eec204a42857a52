"""Lets one program at a time work on a hand-in: the formgrader, a command, or `autograder watch`.

All of them write the same folders and rows of the gradebook; two at a time could leave the notebook of one
hand-in with the marks of another. A turn is a lock on one byte of a file in the course directory, which the
system takes back when its program ends, however it ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import AutograderError
from autograder.sanitise import printable

LOCK_FILE = "grading.lock"
_PATIENCE = 60.0  # seconds
_LONGEST_REST = 0.5
_PLACES = 2**62
# struct flock of Linux: l_type, l_whence, l_start, l_len, l_pid
_FLOCK = "hhqqi4x"


@dataclass
class _File:
    """The lock file of a course, open while this program has a turn at anything there, or waits for one."""

    fd: int
    users: int = 0
    turns: Counter[int] = field(default_factory=Counter)  # how often this program has each


_files: dict[Path, _File] = {}
_guard = threading.Lock()  # of the table


class Busy(AutograderError):
    """Raised when another program is at work on the hand-in, and for long."""


@contextlib.contextmanager
def turn(root: Path, *what: str, patience: float | None = _PATIENCE) -> Iterator[None]:
    """Wait until no other program works on something of a course; then it is this one's turn.

    A program that has a turn already may take it again.

    Parameters
    ----------
    root
        The course directory.
    what
        What it is to work on, such as an assignment and a student.
    patience
        How long to wait, in seconds; None: as long as it takes.

    Raises
    ------
    Busy
        When the other program is not done by then.
    """
    path = root.absolute() / LOCK_FILE
    place = int.from_bytes(hashlib.sha256("\0".join(what).encode()).digest()[:8]) % _PLACES
    with _opened(path) as file:
        if not file.turns[place]:
            _wait(file.fd, place, " of ".join(map(printable, what)), patience)
        file.turns[place] += 1
        try:
            yield
        finally:
            file.turns[place] -= 1
            if not file.turns[place]:
                _set(file.fd, fcntl.F_UNLCK, place)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[_File]:
    """Open a lock file; once for all turns, since a class has more hand-ins than a program may open files."""
    with _guard:
        if path not in _files:
            _files[path] = _File(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660))
        file = _files[path]
        file.users += 1
    try:
        yield file
    finally:
        with _guard:
            file.users -= 1
            if not file.users:
                del _files[path]
                os.close(file.fd)


def _wait(fd: int, place: int, name: str, patience: float | None) -> None:
    end = None if patience is None else time.monotonic() + patience
    rest = 0.02
    while not _locked(fd, place):
        if end is not None and time.monotonic() > end:
            raise Busy(f"Another program is at work on {name} just now; try again when it is done.")
        time.sleep(rest)
        rest = min(2 * rest, _LONGEST_REST)


def _locked(fd: int, place: int) -> bool:
    """Lock a byte of an open file, if nobody else has; at the latest, closing the file unlocks it."""
    try:
        _set(fd, fcntl.F_WRLCK, place)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True


def _set(fd: int, kind: int, place: int) -> None:
    fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, kind, os.SEEK_SET, place, 1, 0))
