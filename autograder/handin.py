"""Reads a hand-in from disk as what it is: bytes from a stranger.

A notebook is parsed as JSON with a size limit and reduced to what the grader uses of it: each cell's
kind, source, id and nbgrader id. Files that an assignment does not allow, links and special files are
moved out of the way, into ``refused/``, before nbgrader copies anything.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

MAX_CELLS = 2000
MAX_SOURCE = 1_000_000
_MAX_NAME = 150  # of a refused file; file systems take 255 bytes, and a number may follow
# What `nbgrader submit` adds to a hand-in: when it was, and a secret by which only the student finds the
# feedback that `nbgrader release_feedback` releases.
STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
NBGRADERS = (STAMP, SECRET)
_MAX_LINE = 1000
_KINDS = ("code", "markdown", "raw")


@dataclass(frozen=True)
class Cell:
    """One cell of a hand-in.

    Parameters
    ----------
    kind
        ``"code"``, ``"markdown"`` or ``"raw"``.
    source
        Its text.
    grade_id
        The nbgrader id that it claims, or an empty string.
    cell_id
        The nbformat id that it claims, or an empty string.
    """

    kind: str
    source: str
    grade_id: str = ""
    cell_id: str = ""


@dataclass(frozen=True)
class HandIn:
    """A hand-in's cells; where it could not be read there are none, and `problem` says why."""

    cells: tuple[Cell, ...] = ()
    problem: str = ""


@dataclass
class Sweep:
    """What was moved out of a hand-in before grading, as ``(name, reason)``."""

    refused: list[tuple[str, str]] = field(default_factory=list)


def read(path: Path, max_bytes: int) -> HandIn:
    """Read a notebook that a student handed in.

    Parameters
    ----------
    path
        The notebook; links are not followed.
    max_bytes
        Largest file read.

    Returns
    -------
    HandIn
        Never raises for what the file holds.
    """
    try:
        text = _read_regular(path, max_bytes).decode("utf-8-sig")
    except UnicodeDecodeError:
        return HandIn(problem="The file is not text in UTF-8, so it is not a notebook.")
    except OSError as error:
        return HandIn(problem=f"The file could not be read: {error.strerror}.")
    except ValueError as error:
        return HandIn(problem=f"The file could not be read: {error}.")
    if not text.strip(" \t\r\n\0"):
        return HandIn(problem="The file is empty.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        return HandIn(problem="The file is not a notebook: it does not hold valid JSON.")
    if not isinstance(document, dict) or document.get("nbformat") != 4:
        return HandIn(problem="The file is not a notebook in the current format (nbformat 4).")
    cells = document.get("cells")
    if not isinstance(cells, list):
        return HandIn(problem="The notebook has no list of cells.")
    if len(cells) > MAX_CELLS:
        return HandIn(problem=f"The notebook has {len(cells)} cells; more than {MAX_CELLS} are not read.")
    return HandIn(tuple(cell for cell in map(_cell, cells) if cell is not None))


def _read_regular(path: Path, max_bytes: int) -> bytes:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("it is not a regular file")
        if info.st_size > max_bytes:
            raise ValueError(f"it has {info.st_size / 1e6:.0f} MB, and {max_bytes / 1e6:.0f} MB are allowed")
        with open(fd, "rb", closefd=False) as file:
            return file.read(max_bytes)
    finally:
        os.close(fd)


def _cell(raw: Any) -> Cell | None:
    if not isinstance(raw, dict) or raw.get("cell_type") not in _KINDS:
        return None
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or len(source) > MAX_SOURCE:
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be stored
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return Cell(raw["cell_type"], source, _name(grade_id), _name(raw.get("id")))


def _name(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 200 else ""


def sweep(
    folder: Path,
    refuge: Path,
    allowed: Sequence[str],
    max_file_bytes: int,
    max_files: int,
    given: Mapping[str, bytes] | None = None,
    max_total_bytes: int | None = None,
) -> Sweep:
    """Move everything out of a hand-in that must not be copied or graded.

    Parameters
    ----------
    folder
        The hand-in's folder below ``submitted/``.
    refuge
        Folder that takes what is refused; made when needed. Nothing is deleted or overwritten.
    allowed
        Patterns (as in `fnmatch`) of extra files that the assignment takes, relative to `folder`.
    max_file_bytes
        Largest extra file.
    max_files
        Most extra files.
    given
        The teacher's own files, by name relative to `folder`. Students hand their copies in with the
        rest: an unchanged copy is deleted, a changed one refused.
    max_total_bytes
        Most bytes of all extra files together; None: any number.

    Raises
    ------
    OSError
        When something cannot be moved.
    """
    result = Sweep()
    extra = total = 0
    for path, info in list(_walk(folder)):
        relative = path.relative_to(folder)
        if given and str(relative) in given:
            if _holds(path, given[str(relative)]):
                path.unlink()
            else:
                _move(path, refuge, relative)
                result.refused.append((str(relative), "changed; the teacher's copy is used"))
            continue
        reason = _objection(relative, info, allowed, max_file_bytes)
        if not reason and relative.suffix != ".ipynb" and not os.access(path, os.R_OK):
            reason = "not readable"  # nbgrader could not copy it, and would give the whole hand-in up
        if not reason and relative.suffix != ".ipynb" and str(relative) not in NBGRADERS:
            extra += 1
            reason = f"more than {max_files} extra files" if extra > max_files else ""
            if any(str(parent) in (given or {}) for parent in relative.parents):
                reason = "in a folder with the name of a file of the teacher's"
            if max_total_bytes is not None and total + info.st_size > max_total_bytes:
                reason = (
                    f"the files before it leave less room, {max_total_bytes / 1e6:.0f} MB for all of them"
                )
            total += 0 if reason else info.st_size
        if not reason and str(relative) == STAMP and not _is_timestamp(path):
            reason = "not a point in time"
        if reason:
            _move(path, refuge, relative)
            result.refused.append((str(relative), reason))
    return result


def _holds(path: Path, content: bytes) -> bool:
    try:
        return _read_regular(path, len(content)) == content
    except (OSError, ValueError):
        return False


def _walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    pending = [folder]
    while pending:
        for entry in sorted(os.scandir(pending.pop()), key=lambda entry: entry.name):
            info = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(info.st_mode) and entry.name not in NBGRADERS:
                pending.append(Path(entry.path))
            else:
                yield Path(entry.path), info


def _objection(relative: Path, info: os.stat_result, allowed: Sequence[str], max_file_bytes: int) -> str:
    if not stat.S_ISREG(info.st_mode):
        return "not a regular file"
    if str(relative) in NBGRADERS:
        return "too long" if str(relative) == SECRET and info.st_size > _MAX_LINE else ""
    if relative.suffix == ".ipynb" and len(relative.parts) == 1:
        return ""  # nbgrader itself skips notebooks that the assignment does not have
    if not any(fnmatch.fnmatchcase(str(relative), pattern) for pattern in allowed):
        return "not a file of this assignment"
    if info.st_size > max_file_bytes:
        return f"larger than {max_file_bytes / 1e6:.0f} MB"
    return ""


def read_line(path: Path) -> bytes:
    """Read a file that `nbgrader submit` added.

    Raises
    ------
    OSError, ValueError
        When there is none, or something else.
    """
    return _read_regular(path, _MAX_LINE)


def read_timestamp(path: Path) -> datetime | None:
    """Read a ``timestamp.txt`` as nbgrader does.

    Returns
    -------
    datetime.datetime or None
        Naive, in UTC; None where the file is empty.

    Raises
    ------
    OSError
        When there is no such file.
    ValueError
        When it holds anything else; nbgrader itself would end the whole batch.
    """
    text = read_line(path)
    try:
        stamp: datetime | None = parse_utc(text.decode().strip()) if text.strip() else None
    except Exception as error:  # dateutil raises what it likes
        raise ValueError("not a point in time") from error
    return stamp


def _is_timestamp(path: Path) -> bool:
    try:
        read_timestamp(path)
    except (OSError, ValueError):
        return False
    return True


def _move(path: Path, refuge: Path, relative: Path) -> None:
    refuge.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = os.fsencode(relative).decode("ascii", "backslashreplace").replace("/", "__")
    if len(name) > _MAX_NAME:
        name = f"{name[:_MAX_NAME]}-{hashlib.sha256(os.fsencode(relative)).hexdigest()[:16]}"
    target, number = refuge / name, 0
    while os.path.lexists(target):
        number += 1
        target = refuge / f"{name}.{number}"
    os.rename(path, target)
