"""Reads what the worker published: all that the page ever sees of entries, scores and labels."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from autograder.errors import AutograderError
from leaderboard.documents import (
    BOARD,
    IMAGES,
    INSTRUCTOR,
    TEAMS,
    WORKER,
    BoardDocument,
    InstructorDocument,
    TeamDocument,
)

_KEY = re.compile(r"[0-9a-f]{32}")
_IMAGE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAX_BYTES = 64 << 20
_MAX_IMAGE_BYTES = 1 << 20
_PNG = b"\x89PNG\r\n\x1a\n"

log = logging.getLogger(__name__)


class BoardUnreadable(AutograderError):
    """Raised when something was published, and cannot be read."""


@dataclass(frozen=True)
class Edition:
    """The documents of one publication.

    Parameters
    ----------
    number
        Counts the editions that this process has read; another one means that something may have changed.
    board
        What everybody may see.
    instructor
        What instructors may see besides; None where there is nothing of it.
    """

    number: int
    board: BoardDocument
    instructor: InstructorDocument | None
    _teams: dict[str, TeamDocument | None] = field(default_factory=dict)


class Published:
    """The published folder.

    Parameters
    ----------
    folder
        It may be empty, or not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[int, int, int] | None = None
        self._edition: Edition | None = None
        self._numbers = 0

    def edition(self) -> Edition | None:
        """Return the latest publication; None before the first one.

        It is read again only when ``board.json``, which the worker replaces last, is another file.

        Raises
        ------
        BoardUnreadable
            When there is one that cannot be read, and none was read before.
        """
        path = self.folder / BOARD
        try:
            status = path.stat()
        except FileNotFoundError:
            self._seen = self._edition = None
            return None
        except OSError as error:
            raise BoardUnreadable(f"{path} cannot be read: {error.strerror}.") from error
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            try:
                self._edition = self._read()
            except BoardUnreadable as error:
                if self._edition is None:
                    raise
                log.error("%s The page goes on with what it read before.", error)
            self._seen = seen
        return self._edition

    def _read(self) -> Edition:
        board = _document(self.folder / BOARD, ("version", "rows", "state", "people"))
        if board is None:
            raise BoardUnreadable(f"{self.folder / BOARD} was taken away while it was read.")
        instructor = _document(self.folder / INSTRUCTOR, ("real_names", "disputes"))
        self._numbers += 1
        return Edition(
            self._numbers, cast(BoardDocument, board), cast("InstructorDocument | None", instructor)
        )

    def team(self, edition: Edition, key: str) -> TeamDocument | None:
        """Return what the members of a team may see; None for a team without any entry.

        Raises
        ------
        BoardUnreadable
            When it is there, and cannot be read.
        """
        if not _KEY.fullmatch(key):
            return None
        if key not in edition._teams:
            document = _document(self.folder / TEAMS / f"{key}.json", ("team", "history"))
            edition._teams[key] = cast("TeamDocument | None", document)
        return edition._teams[key]

    def waits(self) -> str:
        """Return why the worker cannot publish at present; empty where it can, or tells nothing."""
        try:
            document = _document(self.folder / WORKER, ("waits", "since"))
        except BoardUnreadable as error:
            log.error("%s", error)
            return ""
        return str(document["waits"]) if document else ""

    def image(self, edition: Edition, name: str) -> bytes | None:
        """Return a disputed image as a PNG file; None where no dispute is about it."""
        disputes = edition.instructor["disputes"] if edition.instructor else []
        if not _IMAGE.fullmatch(name) or all(dispute["id"] != name for dispute in disputes):
            return None
        data = _bytes(self.folder / IMAGES / f"{name}.png", _MAX_IMAGE_BYTES)
        return data if data is not None and data.startswith(_PNG) else None


def _document(path: Path, wanted: tuple[str, ...]) -> dict[str, Any] | None:
    data = _bytes(path, _MAX_BYTES)
    if data is None:
        return None
    try:
        document = json.loads(data)
    except ValueError as error:
        raise BoardUnreadable(f"{path} is no JSON ({error}); run 'leaderboard update'.") from error
    if not isinstance(document, dict) or any(name not in document for name in wanted):
        raise BoardUnreadable(f"{path} lacks one of {', '.join(wanted)}; run 'leaderboard update'.")
    return document


def _bytes(path: Path, most: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BoardUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > most:
        raise BoardUnreadable(f"{path} is larger than {most >> 20} MiB.")
    return data
