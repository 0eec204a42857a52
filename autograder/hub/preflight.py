"""Looks, before a class's hub starts, whether students could get at what is not theirs."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import autograder
from autograder.hub.classroom import PROJECT, Classroom

_PROJECT = Path(autograder.__file__).resolve().parents[1]
# The owner writes; the group reads; what is made inside belongs to the group.
_BOARD_MODE = 0o2750
# Of this project, what students must not read: it has the solutions and how they are checked.
_SECRET = (
    *(_PROJECT / name for name in ("solutions", "source", "tests", "heldout")),
    Path(autograder.__file__).resolve().with_name("hidden"),
)


def problems(classroom: Classroom) -> list[str]:
    """Return what is wrong with folders and users, each with what to do about it.

    Parameters
    ----------
    classroom
        One of a class; the demo has one user for everything.
    """
    return [*_users(classroom), *_private(classroom), *_board(classroom), *_shared(classroom), *_project()]


def _users(classroom: Classroom) -> Iterator[str]:
    wanted = [name for name in (classroom.grader, classroom.service_user) if name]
    if wanted and os.geteuid() != 0:
        yield (
            f"the hub has to be started by root to run parts as {' and '.join(wanted)}; "
            "'autograder hub --demo' needs no root"
        )
    if os.geteuid() == 0 and len(wanted) < 2:
        yield (
            "the course or the page of the teams would run as root: name a Unix user for each, as grader and "
            "as service_user"
        )
    for name in wanted:
        if _user(name) is None:
            yield f"there is no user {name} on this machine: 'adduser --system --group {name}' makes one"
    for name in sorted(set(wanted) & classroom.people):
        yield f"{name} runs parts of the hub and cannot log in to it as well"


def _private(classroom: Classroom) -> Iterator[str]:
    """Folders that only their owner may enter."""
    owners = {classroom.course_dir: classroom.grader, classroom.state_dir: ""}
    for folder, owner in owners.items():
        name = owner or _name(os.geteuid())
        cure = f"'install -d -o {name} -m 700 {folder}' makes it so"
        try:
            found = folder.stat()
        except OSError as error:
            yield f"{folder} cannot be looked at ({error.strerror}); {cure}"
            continue
        if not stat.S_ISDIR(found.st_mode):
            yield f"{folder} is no folder"
        elif _user(name) not in (None, found.st_uid):
            yield f"{folder} belongs to {_name(found.st_uid)} and not to {name}; {cure}"
        elif found.st_mode & 0o077:
            yield f"{folder} can be entered by others; {cure}"


def _shared(classroom: Classroom) -> Iterator[str]:
    """Folders that all have to reach."""
    exchange = classroom.exchange
    if not exchange.is_dir() or exchange.stat().st_mode & 0o777 != 0o777:
        yield f"{exchange} is no folder that everybody can write to: 'install -d -m 1777 {exchange}' makes it"
    for folder in (exchange, classroom.profiles_dir, Path(sys.prefix)):
        closed = next((one for one in reversed([folder, *folder.parents]) if _closed(one)), None)
        if closed is not None:
            yield f"students cannot reach {folder}: 'chmod o+x {closed}' lets them pass"


def _board(classroom: Classroom) -> Iterator[str]:
    """The folder that the leaderboard's worker writes and its page reads, as two users."""
    folder, owner, reader = classroom.board, classroom.grader, classroom.service_user
    if not (classroom.course_dir / "source" / PROJECT).is_dir():
        return  # there is no leaderboard
    if folder.resolve().is_relative_to(classroom.course_dir.resolve()):
        yield (
            f"{folder}, of the leaderboard, lies in the course directory, where its page cannot get in: name "
            "another folder as board_dir and as c.Leaderboard.published"
        )
        return
    if not owner or not reader or _user(owner) is None or _user(reader) is None:
        return  # which is told as well
    group = grp.getgrgid(pwd.getpwnam(reader).pw_gid)
    cure = f"'install -d -o {owner} -g {group.gr_name} -m {_BOARD_MODE:o} {folder}' makes it so"
    try:
        found = folder.stat()
    except OSError as error:
        yield f"{folder} cannot be looked at ({error.strerror}); {cure}"
        return
    if not stat.S_ISDIR(found.st_mode):
        yield f"{folder} is no folder"
    elif found.st_uid != _user(owner) or found.st_gid != group.gr_gid:
        yield f"{folder} does not belong to {owner} and the group {group.gr_name}; {cure}"
    elif stat.S_IMODE(found.st_mode) != _BOARD_MODE:
        yield f"{folder} has the mode {stat.S_IMODE(found.st_mode):o} and not {_BOARD_MODE:o}; {cure}"
    elif owner not in group.gr_mem and pwd.getpwnam(owner).pw_gid != group.gr_gid:
        yield (
            f"{owner} is not in the group {group.gr_name}, which it leaves the board to: "
            f"'adduser {owner} {group.gr_name}' puts it there"
        )
    closed = next((one for one in reversed(folder.parents) if _closed(one)), None)
    if closed is not None:
        yield f"{reader} cannot reach {folder}: 'chmod o+x {closed}' lets it pass"


def _closed(folder: Path) -> bool:
    return folder.exists() and not folder.stat().st_mode & stat.S_IXOTH


def _project() -> Iterator[str]:
    for path in _SECRET:
        if path.exists() and not any(_closed(folder) for folder in (path, *path.parents)):
            yield f"everybody can read {path}, which helps to solve the assignments: 'chmod -R o-rwx {path}'"
    config = _PROJECT / "jupyterhub_config.py"
    if config.exists():
        found = config.stat()
        if found.st_mode & 0o022 or found.st_uid != os.geteuid():
            name = _name(os.geteuid())
            cure = f"'chown {name} {config}' and 'chmod 644 {config}'"
            yield f"others than {name} can change {config}, which {name} runs: {cure} end that"


def _user(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
