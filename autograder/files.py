"""Writes files so that a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def replaced(path: Path, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """Open a file for writing under a temporary name; it takes its place when all of it is written.

    Parameters
    ----------
    path
        The file; where something goes wrong, it stays as it was.
    mode
        Its permissions.
    """
    fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(fd, "wb") as file:
            yield file
            file.flush()
            os.fsync(fd)
            os.fchmod(fd, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
