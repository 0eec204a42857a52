"""A line for each hand-in that was graded: how it ended, and where the time went. JSON, for programs."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "grading.jsonl"
PHASES = ("sandbox", "cells", "tests", "recording")


@dataclass(frozen=True)
class Line:
    """What became of one notebook.

    Parameters
    ----------
    time
        When it was recorded, in ISO format.
    assignment, student, notebook
        Which one it is.
    outcome
        How its hidden tests ended, those that need attention first.
    points, most
        What the automatic checks gave, and could have given.
    stored
        Whether the result was there already.
    seconds
        Wall time of each of `PHASES`; the first three are those of the run that made the result.
    peak_mb
        Most memory that it was seen to use, in MiB.
    """

    time: str
    assignment: str
    student: str
    notebook: str
    outcome: str
    points: float
    most: float
    stored: bool
    seconds: Mapping[str, float]
    peak_mb: float


def now() -> str:
    """Return the present time in the form of `Line.time`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def append(root: Path, line: Line) -> None:
    """Add a line to a course's journal, in one piece whoever else does so at the same time."""
    text = json.dumps(asdict(line), ensure_ascii=True) + "\n"
    fd = os.open(root / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def read(root: Path) -> Iterator[Line]:
    """Return a course's journal, without lines that cannot be read, as a full disk leaves them."""
    try:
        lines = (root / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
            fields: dict[str, Any] = json.loads(line)
            seconds = {phase: float(fields["seconds"][phase]) for phase in PHASES}
            yield Line(**{**fields, "seconds": seconds})
