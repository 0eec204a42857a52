"""What can be asked of the page: the board, a team's history, and the same as JSON."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from tornado.web import HTTPError

from leaderboard.columns import DEFAULT, SORTS
from leaderboard.documents import MOST_FINALS, TeamDocument, now, team_key
from leaderboard.published import Edition
from leaderboard.views import is_capped
from leaderboard.web import Handler, Refused

KEY = r"[0-9a-f]{32}"
_PROCESS = secrets.token_hex(8)  # editions are counted anew in each process
TOLD = {
    "finals": "Your entries for the final were passed on; they stand here in a moment.",
    "freeze": "The freeze was passed on. The board is final in a moment.",
    "label": "Your decision was passed on. It counts when you apply it.",
    "rescore": "The decisions are applied and all entries scored again. That takes a moment.",
}


class BoardPage(Handler):
    """The board."""

    def get(self) -> None:
        """Show it in the order that was asked for."""
        sort = self.get_query_argument("sort", DEFAULT)
        if sort not in SORTS:
            raise Refused(400, "The board cannot be sorted by that.")
        look = self.look(TOLD.get(self.get_query_argument("told", ""), ""))
        key = (look.viewer, look.waiting, look.stalled, look.xsrf, look.told, sort, is_capped(look.team))
        cache, views = self.desk.cache, self.desk.views
        frame = cache.get(look.edition, key) or cache.keep(key, views.frame(look, sort))
        parts = views.filled(frame, look, sort)
        self.set_header("Content-Length", str(sum(map(len, parts))))
        for part in parts:  # each on its own: put together, a megabyte would be copied several times
            self.write(part)
            self.flush()
        self.finish()


class TeamPage(Handler):
    """A team's history."""

    def team(self, edition: Edition, key: str) -> TeamDocument:
        """Return a team's document, if the viewer may see it.

        Whether a team exists is not told to those who may not see it.
        """
        if not self.viewer.may_see(key):
            raise Refused(403, "Only members of a team see its history.")
        document = self.team_document(edition, key)
        if document is None:
            raise Refused(404, "This team has no graded hand-in yet.")
        return document

    def get(self, key: str) -> None:
        """Show it."""
        look = self.look(TOLD.get(self.get_query_argument("told", ""), ""))
        self.finish(self.desk.views.team(look, self.team(look.edition, key)))


class Finals(TeamPage):
    """A team's entries for the final."""

    def get(self, key: str) -> None:
        """Refuse: this is where a form goes."""
        raise HTTPError(405)

    def post(self, key: str) -> None:
        """Name other ones."""
        edition = self.edition()
        team = self.team(edition, key)
        entries = self.get_body_arguments("entry")
        released = {item["id"] for item in team["history"] if item["status"] == "released"}
        if edition.board["state"] != "open":
            raise Refused(409, "The board is final; the entries for the final can't change any more.")
        if len(entries) > MOST_FINALS:
            raise Refused(400, f"Name at most {MOST_FINALS} entries for the final.")
        if len(set(entries)) < len(entries) or not released.issuperset(entries):
            raise Refused(400, "Only entries that were released can be in the final, each once.")
        self.ask(
            {"kind": "finals", "by": self.viewer.name, "at": now(), "team": team["team"], "entries": entries}
        )
        self.go(f"teams/{key}", "finals")


class JsonHandler(Handler):
    """Answers with JSON, and with 304 where nothing changed."""

    speaks_json = True
    _tag: str | None = None

    def compute_etag(self) -> str | None:
        """Return the tag of the answer."""
        return self._tag

    def send(self, body: bytes, version: str = "") -> None:
        """Answer with JSON; where a version is given, what has the same one is the same."""
        content = version.encode() or body
        self._tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(body)


class ApiBoard(JsonHandler):
    """The board as JSON."""

    def get(self) -> None:
        """Send it, as far as the viewer may see it."""
        edition = self.edition()
        key = ("api/board", self.viewer.instructor, self.viewer.key)
        cache = self.desk.cache
        body = cache.get(edition, key) or cache.keep(key, json.dumps(self._board(edition)).encode())
        # cheaper than a digest of what is long at 500 teams
        self.send(body, f"{_PROCESS} {edition.number} {key}")

    def _board(self, edition: Edition) -> Mapping[str, Any]:
        names = edition.instructor["real_names"] if edition.instructor else {}
        rows = []
        for row in edition.board["rows"]:
            # a key can be computed of a team's name, so it would tell who has a pseudonym
            shown: dict[str, Any] = {name: value for name, value in row.items() if name != "key"}
            shown["own"] = bool(self.viewer.key) and row["key"] == self.viewer.key
            if self.viewer.instructor:
                shown |= {"key": row["key"], "real_name": names.get(row["key"])}
            rows.append(shown)
        board: dict[str, Any] = {**edition.board, "rows": rows}
        if self.viewer.instructor and edition.instructor:
            board["private"] = edition.instructor["private"]
        return board


class ApiHistory(JsonHandler):
    """A team's history as JSON."""

    def get(self, name: str) -> None:
        """Send it.

        Parameters
        ----------
        name
            The team's real name, or its key.
        """
        edition = self.edition()
        keys = [key for key in (team_key(name), name) if self.viewer.may_see(key)]
        if not keys:
            raise Refused(403, "Only members of a team see its history.")
        documents = [document for key in keys if (document := self.team_document(edition, key)) is not None]
        if not documents:
            raise Refused(404, "This team has no graded hand-in yet.")
        self.send(json.dumps(documents[0]).encode())
