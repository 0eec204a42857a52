"""A PostgreSQL server for tests: of their own, without a network, thrown away afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NOBODY = "nobody"
_USER = "convclass"
# What is lost in a crash is of no interest here.
_OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=16MB"


class NoServer(Exception):
    """Raised when PostgreSQL is not installed."""


class Server:
    """A running server.

    Parameters
    ----------
    folder
        Where its data and its socket are.
    programs
        Where PostgreSQL's programs are.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs
        self._numbers = itertools.count(1)

    def database(self) -> str:
        """Make an empty database and return its URL, as SQLAlchemy takes it."""
        name = f"test_{next(self._numbers)}"
        command = [self._programs / "createdb", "-h", self._folder, "-U", _USER, name]
        subprocess.run(command, check=True, cwd="/")
        return f"postgresql+psycopg://{_USER}@/{name}?host={self._folder}"


def programs() -> Path:
    """Return where PostgreSQL's programs are, the latest version's.

    Raises
    ------
    NoServer
    """
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).parent)
    if not found:
        raise NoServer("PostgreSQL's initdb was not found; it is in Debian's package postgresql")
    return max(found, key=lambda path: (path.parent.name.isdigit() and int(path.parent.name), str(path)))


@contextmanager
def server() -> Iterator[Server]:
    """Start a server, and stop it afterwards; as another user where this one is root, which it refuses.

    Raises
    ------
    NoServer
    """
    where = programs()
    # not below pytest's folder, which others cannot enter; the path of a socket is short, too
    folder = Path(tempfile.mkdtemp(prefix="convclass-pg-"))
    options: dict[str, Any] = {"cwd": "/", "check": True, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:
        user = pwd.getpwnam(NOBODY)
        os.chown(folder, user.pw_uid, user.pw_gid)
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    try:
        setting_up = ["-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"]
        subprocess.run([where / "initdb", *setting_up], **options)
        control = [where / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-l", log, "-o", f"-k {folder} {_OPTIONS}", "start"], **options)
        try:
            yield Server(folder, where)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
