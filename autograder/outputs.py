"""Files that a person asks a command to write: refused before the work if that cannot be, written whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import click

from autograder.errors import AutograderError
from autograder.files import replaced

PRIVATE, PUBLIC = 0o600, 0o644
"""Permissions of a new file: what holds names and marks is its owner's."""


class _OutputFile(click.Path):
    """A file that a command is to write. Where it could not be, the command ends before it has begun."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"{path} cannot be written: there is no folder {path.parent}.", param, ctx)
        if not path.exists() and not os.access(path.parent, os.W_OK | os.X_OK):
            self.fail(f"{path} cannot be written: you may not write to {path.parent}.", param, ctx)
        return path


OUTPUT_FILE = _OutputFile()
"""Type of an option or argument of the command line."""


def write(path: Path, content: bytes | str, mode: int = PRIVATE) -> None:
    """Write a file: all of it, or what was there stays as it was.

    Parameters
    ----------
    path
        The file. A device or a pipe, such as ``/dev/stdout``, is written to as it is.
    content
        Text is written in UTF-8.
    mode
        Permissions of a new file; one that exists keeps its own.

    Raises
    ------
    AutograderError
        When it cannot be written.
    """
    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    try:
        target = path.resolve()  # what a link points to is meant, not the link
        if path.is_absolute() and path.parts[1] == "dev" or path.exists() and not target.is_file():
            with path.open("wb") as file:
                file.write(data)
            return
        with replaced(target, stat.S_IMODE(target.stat().st_mode) if target.exists() else mode) as file:
            file.write(data)
    except OSError as error:
        raise AutograderError(f"{path} cannot be written: {error.strerror or error}.") from error
