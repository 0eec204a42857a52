"""What the page has asked of the worker, and what of it still waits."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from leaderboard.documents import REQUEST_BYTES, REQUESTS, Request, check_request, write_request

MOST_WAITING = 20  # of one person; nobody keeps the requests of others from being taken up
_GRAIN_NS = 100_000_000  # coarser than the clock of any file system that tells nanoseconds


class NotAsked(AutograderError):
    """Raised when a request could not be passed on to the worker."""


@dataclass(frozen=True)
class Waiting:
    """A request that the worker has not taken up yet.

    Parameters
    ----------
    kind
        ``freeze``, ``label``, ``rescore`` or ``finals``.
    by
        Who asked.
    at
        When, in ISO format.
    about
        The image or the team; empty for the others.
    """

    kind: str
    by: str
    at: str
    about: str


class Requests:
    """The requests of the page.

    Parameters
    ----------
    published
        The published folder, which has the folder of requests in it.
    """

    def __init__(self, published: Path) -> None:
        self.published = published
        self._seen = 0
        self._waiting: tuple[Waiting, ...] = ()

    def ask(self, request: Request) -> None:
        """Leave a request for the worker.

        Raises
        ------
        NotAsked
            When it has not the right form, the same person's requests pile up, or it cannot be written.
        """
        if sum(waiting.by == request["by"] for waiting in self.waiting()) >= MOST_WAITING:
            raise NotAsked(
                f"{MOST_WAITING} of your requests wait already. Is the worker ('leaderboard work') running?"
            )
        try:
            write_request(self.published, request)
        except ValueError as error:
            raise NotAsked(f"The request was not passed on: {error}.") from error
        except OSError as error:
            raise NotAsked(
                f"The request cannot be written to {self.published / REQUESTS} ({error.strerror}). "
                "Is the worker ('leaderboard work') running, and may the page write there?"
            ) from error

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what the worker has not taken up yet, the oldest first."""
        folder = self.published / REQUESTS
        try:
            seen = folder.stat().st_mtime_ns
        except OSError:
            return ()
        if seen != self._seen:
            paths = sorted(folder.glob("[0-9]*.json"))
            self._waiting = tuple(found for path in paths if (found := _read(path)) is not None)
            # a change within the clock's grain would go unnoticed
            self._seen = seen if time.time_ns() - seen > _GRAIN_NS else 0
        return self._waiting


def _read(path: Path) -> Waiting | None:
    try:
        with path.open("rb") as file:
            request = check_request(json.loads(file.read(REQUEST_BYTES)))
    except (OSError, ValueError):
        return None  # the worker took it away in between, or will say what is wrong with it
    about = request["image"] if request["kind"] == "label" else ""
    about = request["team"] if request["kind"] == "finals" else about
    return Waiting(request["kind"], request["by"], request["at"], about)
