"""The files that lie beside a notebook when it runs: the student's and the teacher's."""

from __future__ import annotations

import functools
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files

from autograder import handin


def extra_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a hand-in beside its notebook: those that are not allowed have been moved away.

    Parameters
    ----------
    folder
        A hand-in that was swept, or nbgrader's copy of it.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".ipynb"]
    wanted = [path for path in paths if path.name not in handin.NBGRADERS]
    return {str(path.relative_to(folder)): path.read_bytes() for path in wanted}


def given_files(coursedir: CourseDirectory, assignment: str) -> dict[str, bytes]:
    """Return the teacher's files of an assignment, by name relative to its folder: data, not notebooks."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment)).absolute()
    paths = find_all_files(str(folder), [*coursedir.ignore, "*.ipynb"])
    return {str(Path(path).relative_to(folder)): _read_given(path, _changed(path)) for path in sorted(paths)}


def _changed(path: str) -> tuple[int, int]:
    info = Path(path).stat()
    return info.st_mtime_ns, info.st_size


@functools.lru_cache(maxsize=32)
def _read_given(path: str, changed: tuple[int, int]) -> bytes:
    """Read a teacher's file; once, since every hand-in of a class gets it."""
    return Path(path).read_bytes()
