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
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import AutograderError
from autograder.sanitise import printable

LOCK_FILE = "grading.lock"
_PATIENCE = 60.0  # seconds
_LONGEST_REST = 0.5
_PLACES = 2**62
# struct flock of Linux: l_type, l_whence, l_start, l_len, l_pid
_FLOCK = "hhqqi4x"

# What this program has a turn at: file descriptor, and how often it was asked for.
_held: dict[tuple[Path, int], tuple[int, int]] = {}


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
    fd, times = _held.get((path, place), (-1, 0))
    if not times:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            _wait(fd, place, " of ".join(map(printable, what)), patience)
        except BaseException:
            os.close(fd)
            raise
    _held[path, place] = (fd, times + 1)
    try:
        yield
    finally:
        times = _held[path, place][1] - 1
        if times:
            _held[path, place] = (fd, times)
        else:
            del _held[path, place]
            os.close(fd)


def _wait(fd: int, place: int, name: str, patience: float | None) -> None:
    end = None if patience is None else time.monotonic() + patience
    rest = 0.02
    while not _locked(fd, place):
        if end is not None and time.monotonic() > end:
            raise Busy(f"Another program is at work on {name} just now; try again when it is done.")
        time.sleep(rest)
        rest = min(2 * rest, _LONGEST_REST)


def _locked(fd: int, place: int) -> bool:
    """Lock a byte of an open file, if nobody else has; it is unlocked when the file is closed."""
    wanted = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, wanted)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True
