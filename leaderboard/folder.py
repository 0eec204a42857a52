"""The published folder as the worker writes it; where a group is named, it may read, and leave requests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from typing import Any

from autograder.errors import AutograderError
from autograder.files import replaced
from leaderboard.documents import IMAGES, REQUESTS, TEAMS, WORKER, WorkerDocument, now
from leaderboard.settings import Leaderboard


class CannotPublish(AutograderError):
    """Raised when the published folder cannot be written."""


class PublishedFolder:
    """The published folder of a course.

    Parameters
    ----------
    settings
        The course's.
    """

    def __init__(self, settings: Leaderboard) -> None:
        self.path = settings.published_folder
        self._group = settings.group or None

    def make(self) -> None:
        """Make the folders, with their permissions.

        Raises
        ------
        CannotPublish
        """
        try:
            for name in ("", TEAMS, IMAGES, REQUESTS):
                path = self.path / name
                path.mkdir(parents=True, exist_ok=True)
                if self._group:
                    shutil.chown(path, group=self._group)
                    path.chmod(0o2770 if name == REQUESTS else 0o2750)
                else:
                    path.chmod(0o700)
        except (OSError, LookupError) as error:
            told = error.strerror if isinstance(error, OSError) else error
            raise CannotPublish(
                f"The published folder {self.path} cannot be made ready ({told}); see "
                "c.Leaderboard.published and c.Leaderboard.group."
            ) from error

    def write(self, name: str, content: bytes) -> bool:
        """Write a file where it changes anything; return whether it did."""
        path = self.path / name
        try:
            if path.read_bytes() == content:
                return False
        except OSError:
            pass
        with replaced(path, mode=0o640 if self._group else 0o600) as file:
            file.write(content)
        return True

    def clear(self, folder: str, keep: Mapping[str, object]) -> bool:
        """Remove the files of a folder that are not to be kept; return whether there were any."""
        stale = [path for path in (self.path / folder).iterdir() if f"{folder}/{path.name}" not in keep]
        for path in stale:
            path.unlink(missing_ok=True)
        return bool(stale)

    def waits(self, reason: str) -> None:
        """Tell the page why nothing is published at present; an empty reason takes that back."""
        if reason:
            self.make()
            document = WorkerDocument(waits=reason, since=now())
            self.write(WORKER, json_bytes(document))
        else:
            (self.path / WORKER).unlink(missing_ok=True)


def json_bytes(document: Any) -> bytes:
    """Return a document as it is published."""
    return json.dumps(document, ensure_ascii=True, allow_nan=False, indent=1).encode("ascii") + b"\n"
