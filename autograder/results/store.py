"""Keeps results by what they are the result of, so that nothing is run twice that must give the same again.

They lie in the course directory, open to its owner only. Each file is written under another name and then
renamed; one that is damaged all the same is recognised by its checksum, removed, and made anew. A result in
which the grader failed or something took too long is not kept: that may have been the machine's fault.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Any

from traitlets import Bool, Integer, Unicode
from traitlets.config import LoggingConfigurable

from autograder.files import replaced
from autograder.grading import Examined
from autograder.results import codec
from autograder.sandbox.limits import MIB


class ResultStore(LoggingConfigurable):
    """The results of one course.

    Parameters
    ----------
    root
        The course directory.
    """

    enabled = Bool(True, help="Whether results are kept and used again.").tag(config=True)
    directory = Unicode(
        "results", help="Folder of the results; relative to the course's root, or absolute."
    ).tag(config=True)
    most_mb = Integer(
        4096, help="When the results take more MiB than that, those used least recently are removed."
    ).tag(config=True)

    log: logging.Logger

    def __init__(self, root: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = root.absolute() / self.directory

    def private_folder(self, name: str) -> Path:
        """Return a folder of the store, made if needed and closed to everybody else."""
        for folder in (self.folder, self.folder / name):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.folder.stat().st_mode & 0o077:
            self.folder.chmod(0o700)
        return folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Examined | None:
        """Return the result that is kept under a key; None where there is none that can be used."""
        if not self.enabled:
            return None
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.log.warning("The result %s cannot be read (%s); it is made anew.", path, error)
            return None
        try:
            examined = codec.from_bytes(key, data)
        except codec.Damaged as error:
            self.log.warning("The result %s is damaged (%s); it is made anew.", path, error)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used just now
        return examined

    def put(self, key: str, examined: Examined) -> None:
        """Keep a result, where grading again would give the same.

        A disk that is full or not writable is told, and costs nothing but the time to grade again.
        """
        if not self.enabled or not examined.settled:
            return
        try:
            path = self.private_folder(key[:2]) / f"{key}.json"
            with replaced(path) as file:
                file.write(codec.to_bytes(key, examined))
        except OSError as error:
            self.log.warning("A result cannot be kept in %s: %s", self.folder, error)

    def trim(self) -> int:
        """Remove the results used least recently where they take too much space; return how many."""
        found = []
        for path in self.folder.glob("??/*.json"):
            with contextlib.suppress(OSError):
                info = path.stat()
                found.append((info.st_mtime_ns, info.st_size, path))
        space, removed = sum(size for _, size, _ in found), 0
        for _, size, path in sorted(found):
            if space <= self.most_mb * MIB:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                space, removed = space - size, removed + 1
        return removed
