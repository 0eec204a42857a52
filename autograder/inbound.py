"""What lies in the exchange's inbound folder: one folder for each hand-in, made by the students.

`nbgrader submit` runs as the student, so name, times and files of such a folder are what the student says
they are. Whose files they are is what the system says; that decides whether the name is believed.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder import handin
from autograder.handin import SECRET, STAMP
from autograder.sanitise import printable
from autograder.teams import objection

# A hand-in from the future is not taken for the latest: some clock has jumped.
TOLERANCE = timedelta(minutes=5)
_MAX_ENTRIES = 10_000


class Refused(Exception):
    """Raised when a hand-in is not taken: it is not the student's whose name it bears, or no hand-in."""


class Incomplete(Exception):
    """Raised when a hand-in is still being written, or was never finished."""


@dataclass(frozen=True)
class Inbound:
    """One hand-in, as the name of its folder says.

    Parameters
    ----------
    name
        The folder's name.
    student
        Who handed it in.
    assignment
        Name of the assignment.
    stamp
        When, naive and in UTC.
    """

    name: str
    student: str
    assignment: str
    stamp: datetime

    def order(self, now: datetime | None = None) -> tuple[bool, datetime, str]:
        """Sort key: the latest hand-in is the largest; one that claims to be of the future is the smallest.

        Parameters
        ----------
        now
            Naive, in UTC; by default the present.
        """
        now = now or datetime.now(UTC).replace(tzinfo=None)
        return self.stamp <= now + TOLERANCE, self.stamp, self.name


def parse(name: str) -> Inbound | None:
    """Read the name of a folder: student, assignment, time and, as `nbgrader submit` adds it, a random text.

    Returns
    -------
    Inbound or None
        None where it is no name of a hand-in. A student's name may hold ``+``, the others may not.
    """
    parts = name.split("+")
    for end in (len(parts) - 1, len(parts)):  # with and without the random text
        if end < 3:
            continue
        student, assignment = "+".join(parts[: end - 2]), parts[end - 2]
        stamp = _time(parts[end - 1])
        if stamp is not None and student and assignment:
            return Inbound(name, student, assignment, stamp)
    return None


def _time(text: str) -> datetime | None:
    if not text[:4].isdigit():  # dateutil takes nearly everything for a time
        return None
    try:
        stamp: datetime = parse_utc(text)
    except Exception:  # it raises what it likes
        return None
    return stamp.replace(tzinfo=None)


def listed(folder: Path) -> Iterator[Inbound]:
    """Return all hand-ins of an inbound folder, whatever they hold.

    Raises
    ------
    OSError
        When the folder cannot be read.
    """
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    yield from filter(None, map(parse, names))


def check_owner(folder: Path, inbound: Inbound, unix_name: str) -> None:
    """Check that all of a hand-in belongs to the student whose name it bears.

    Parameters
    ----------
    folder
        The hand-in.
    inbound
        What its name says.
    unix_name
        The student's name on this machine.

    Raises
    ------
    Refused
        Names the owner of what is not the student's.
    """
    try:
        expected = pwd.getpwnam(unix_name).pw_uid
    except (KeyError, ValueError):
        raise Refused(
            f"{printable(unix_name)} is no user of this machine; the files belong to "
            f"{_owner(folder.lstat().st_uid)}."
        ) from None
    for path, info in [(folder, folder.lstat()), *_entries(folder)]:
        if info.st_uid != expected:
            what = "it" if path == folder else printable(str(path.relative_to(folder)))
            raise Refused(
                f"It bears the name of {printable(inbound.student)}, but {what} belongs to "
                f"{_owner(info.st_uid)}."
            )


def _owner(uid: int) -> str:
    try:
        return printable(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return f"the unknown user {uid}"


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """All below a folder, links not followed."""
    pending, seen = [folder], 0
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                seen += 1
                if seen > _MAX_ENTRIES:
                    raise Refused(f"It holds more than {_MAX_ENTRIES} files.")
                info = entry.stat(follow_symlinks=False)
                yield Path(entry.path), info
                if stat.S_ISDIR(info.st_mode):
                    pending.append(Path(entry.path))


def check_names(inbound: Inbound, assignments: Iterable[str]) -> None:
    """Check that student and assignment can be folders of the course: the names come from a stranger.

    Raises
    ------
    Refused
        Says what is wrong.
    """
    reason = objection(inbound.student)
    if reason:
        raise Refused(f"{printable(inbound.student)!r} cannot be a student's name: {reason}.")
    if inbound.assignment not in set(assignments):
        raise Refused(f"There is no assignment {printable(inbound.assignment)!r}.")


def check_complete(folder: Path) -> None:
    """Check that `nbgrader submit` has written all of a hand-in: what it writes last is there.

    Raises
    ------
    Refused
        When it is no folder.
    Incomplete
        Says what is missing.
    """
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise Refused("It is not a folder.")
    try:
        stamped = handin.read_timestamp(folder / STAMP) is not None
        secret = handin.read_line(folder / SECRET).strip()
    except (OSError, ValueError):
        stamped, secret = False, b""
    if not stamped or not secret:
        raise Incomplete(
            f"It is not complete: {STAMP} or {SECRET} is missing. It is taken as soon as they are there; "
            "if that does not happen within a minute, the student has to submit again."
        )


def told_time(folder: Path, inbound: Inbound) -> str:
    """Say that a hand-in came at another time than it says; empty where it did not.

    The time of a folder's last change is the system's, not the student's. It may be later for good reasons
    (a restored backup), so this is for the instructor to judge.
    """
    arrived = datetime.fromtimestamp(folder.lstat().st_ctime, UTC).replace(tzinfo=None)
    if abs(arrived - inbound.stamp) <= TOLERANCE:
        return ""
    return (
        f"It says that it was handed in at {inbound.stamp:%Y-%m-%d %H:%M} UTC; "
        f"the folder was last changed at {arrived:%Y-%m-%d %H:%M} UTC."
    )
