"""What all handlers of the page share: who asks, the headers, how errors look, the desk they work at."""

from __future__ import annotations

import http
import json
import logging
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from tornado.web import HTTPError, RequestHandler

from leaderboard.asking import NotAsked, Requests
from leaderboard.documents import TeamDocument
from leaderboard.published import BoardUnreadable, Edition, Published
from leaderboard.viewers import Viewer
from leaderboard.views import Look, Site, Views

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "leaderboard",
}
_TEXTS = {
    400: "This address or form is not one of the board's.",
    403: "This is not for you to see. If you think it should be, ask your instructor.",
    404: "There is nothing here.",
    405: "That cannot be done here.",
    413: "That was too much at once.",
    502: "The hub does not answer. Try again in a minute.",
    503: "The board cannot be read just now. Try again in a minute.",
}
_AGAIN_SECONDS = 10
_AGAIN = "This page looks again every ten seconds, and shows the board as soon as there is one."
_FAULT = "Something went wrong on our side; it is in the log. Try again in a minute."


class Refused(HTTPError):
    """Raised when a request is refused, with a text for the person who made it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status, "%s", text)
        self.text = text


class NothingYet(Refused):
    """Raised before the first publication; the browser asks again by itself."""

    def __init__(self, text: str) -> None:
        super().__init__(503, text)


class Cache:
    """Views that were made, for as long as the publication they were made of is the latest.

    Parameters
    ----------
    most
        Most bytes that are kept; the pages used longest ago are dropped first.
    """

    def __init__(self, most: int = 64 << 20) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._edition = -1

    def get(self, edition: Edition, key: Hashable) -> bytes | None:
        """Return what was kept of this publication, if it was."""
        if edition.number != self._edition:
            self._kept.clear()
            self._size, self._edition = 0, edition.number
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: Hashable, page: bytes) -> bytes:
        """Keep a page of the publication last asked for, and return it."""
        if key not in self._kept:
            self._kept[key] = page
            self._size += len(page)
        while self._size > self._most and self._kept:
            self._size -= len(self._kept.popitem(last=False)[1])
        return page


@dataclass(frozen=True)
class Desk:
    """What the handlers work with.

    Parameters
    ----------
    published
        What the worker published.
    requests
        What is asked of it.
    pages
        Makes HTML of it.
    """

    published: Published
    requests: Requests
    views: Views
    cache: Cache = field(default_factory=Cache)

    @property
    def site(self) -> Site:
        """Where the pages are."""
        assert self.views.site is not None
        return self.views.site


class Dressed(RequestHandler):
    """A handler whose answers, errors among them, have the headers and the looks of the page."""

    speaks_json = False
    viewer: Viewer | None = None

    @property
    def desk(self) -> Desk:
        """What the handlers work with."""
        desk: Desk = self.settings["desk"]
        return desk

    def set_default_headers(self) -> None:
        """Set the headers of all answers."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def compute_etag(self) -> str | None:
        """Return no tag: pages are not stored, so that nobody could ask whether they changed."""
        return None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in a sentence what is wrong; nothing of the program's inside."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        text = error.text if isinstance(error, Refused) else _TEXTS.get(status_code, _FAULT)
        heading = "Not found" if status_code == 404 else http.HTTPStatus(status_code).phrase
        waits = isinstance(error, NothingYet)
        if waits:
            self.set_header("Refresh", str(_AGAIN_SECONDS))
            heading = "No board yet"
        if self.speaks_json:
            self.set_header("Content-Type", "application/json; charset=UTF-8")
            self.finish(json.dumps({"error": {"status": status_code, "message": text}}))
        else:
            self.finish(self.desk.views.message(heading, text, self.viewer, back=not waits))


class NotFound(Dressed):
    """Any address that is not one of the page's."""

    def prepare(self) -> None:
        """Refuse."""
        raise HTTPError(404)

    def check_xsrf_cookie(self) -> None:
        """There is nothing to protect."""


class Handler(Dressed):
    """A handler for somebody who may look at the board; a door tells who that is.

    Doors are mixed in by `leaderboard.service`: see `leaderboard.doors`.
    """

    viewer: Viewer

    async def identify(self) -> Viewer | None:
        """Return who asks; None where the answer was given already (a way to log in)."""
        raise NotImplementedError

    async def prepare(self) -> None:
        """Find out who asks."""
        viewer = await self.identify()
        if viewer is not None:
            self.viewer = viewer

    def instructor_only(self) -> None:
        """Refuse everybody else."""
        if not self.viewer.instructor:
            raise HTTPError(403)

    def edition(self) -> Edition:
        """Return the latest publication.

        Raises
        ------
        Refused
            When there is none yet, or it cannot be read.
        """
        try:
            edition = self.desk.published.edition()
        except BoardUnreadable as error:
            raise self._unreadable(error) from error
        if edition is None:
            raise NothingYet(f"Nothing has been published yet.{self._why_nothing()} {_AGAIN}")
        return edition

    def _why_nothing(self) -> str:
        """Why there is no board, for instructors."""
        if not self.viewer.instructor:
            return ""
        waits = self.desk.published.waits()
        return f" The worker waits: {waits}" if waits else " Start the worker: leaderboard work."

    def team_document(self, edition: Edition, key: str) -> TeamDocument | None:
        """Return what a team may see of itself; None for a team without entries."""
        try:
            return self.desk.published.team(edition, key)
        except BoardUnreadable as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: BoardUnreadable) -> Refused:
        log.error("%s", error)
        return Refused(503, str(error) if self.viewer.instructor else _TEXTS[503])

    def look(self, told: str = "") -> Look:
        """Return how the viewer sees the latest publication."""
        edition = self.edition()
        xsrf = self.xsrf_token.decode("ascii")
        team = self.team_document(edition, self.viewer.key) if self.viewer.key else None
        stalled = self.desk.published.waits() if self.viewer.instructor else ""
        return Look(self.viewer, edition, team, self.desk.requests.waiting(), xsrf, told, stalled)

    def ask(self, request: Any) -> None:
        """Pass a request on to the worker.

        Raises
        ------
        Refused
            When that is not possible.
        """
        try:
            self.desk.requests.ask(request)
        except NotAsked as error:
            log.error("%s", error)
            text = (
                str(error) if self.viewer.instructor else "That could not be passed on. Ask your instructor."
            )
            raise Refused(503, text) from error

    def go(self, address: str, told: str = "") -> None:
        """Send the browser to another page of ours, after a form."""
        self.redirect(f"{self.desk.site.prefix}{address}{'?told=' + told if told else ''}", status=303)
