"""The page on which students form teams and instructors edit them; the hub runs it as a service."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import secrets
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlparse

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web

from autograder.hub.configuration import TEAMS_SCOPE
from autograder.hub.membership import Membership, Overview, TeamRefused, enrol
from autograder.hub_groups import HubGroups, HubUnreachable
from autograder.sanitise import no_formula

T = TypeVar("T")
_DONE = {
    "created": "The team has been created. Give its code to those who are to join.",
    "joined": "You are in the team now.",
    "left": "You have left the team.",
    "code": "The team has a new code; the old one does not work any more.",
    "moved": "The student has been moved.",
    "deleted": "The team has been deleted.",
    "closed": "Teams are closed: students cannot change them.",
    "opened": "Teams are open: students can change them.",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"


class _Page(HubOAuthenticated, web.RequestHandler):  # type: ignore[misc]
    """What the handlers have in common."""

    @property
    def membership(self) -> Membership:
        found: Membership = self.settings["membership"]
        return found

    @property
    def user(self) -> str:
        return str(self.current_user["name"])

    @property
    def instructs(self) -> bool:
        return TEAMS_SCOPE in self.current_user.get("scopes", ())

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    async def ask(self, question: Callable[..., T], *arguments: Any) -> T:
        """Ask the hub, one after the other, so that no two changes get between each other's steps."""
        async with self.settings["one_at_a_time"]:
            return await asyncio.to_thread(question, *arguments)

    async def show(self, problem: str = "") -> None:
        overview = await self.ask(self.membership.overview)
        template = self.settings["pages"].get_template("teams.html")
        done = _DONE.get(self.get_query_argument("done", ""), "")
        self.finish(
            template.render(
                overview=overview,
                mine=overview.of(self.user),
                user=self.user,
                instructs=self.instructs,
                size=self.membership.size,
                problem=problem,
                done="" if problem else done,
                notice=self.settings["notice"],
                prefix=self.settings["prefix"],
                hub=self.settings["hub_prefix"],
                xsrf=self.xsrf_form_html(),
            )
        )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None))[1]
        told = str(error) if isinstance(error, HubUnreachable) else self._reason
        template = self.settings["pages"].get_template("teams_error.html")
        self.finish(template.render(status=status_code, told=told, prefix=self.settings["prefix"]))


class _Teams(_Page):
    @web.authenticated
    async def get(self) -> None:
        await self.show()

    @web.authenticated
    async def post(self) -> None:
        action = self.get_body_argument("action", "")
        steps = {**self._students(), **(self._instructors() if self.instructs else {})}
        if action not in steps:
            raise web.HTTPError(403 if action in self._instructors() else 400)
        done, question, arguments = steps[action]
        try:
            await self.ask(question, *arguments)
        except TeamRefused as error:
            self.set_status(409)
            await self.show(str(error))
        else:
            self.redirect(f"{self.settings['prefix']}?done={done}")

    def _students(self) -> dict[str, tuple[str, Callable[..., Any], tuple[Any, ...]]]:
        """What a student may ask for: what it is called when done, and the call."""
        team, members = self.get_body_argument("team", ""), self.membership
        return {
            "create": ("created", members.create, (self.user, team)),
            "join": ("joined", members.join, (self.user, self.get_body_argument("code", ""))),
            "leave": ("left", members.leave, (self.user, team)),
            "own-code": ("code", self._renew_own, (team,)),
        }

    def _instructors(self) -> dict[str, tuple[str, Callable[..., Any], tuple[Any, ...]]]:
        """What an instructor may ask for besides."""
        team, members = self.get_body_argument("team", ""), self.membership
        return {
            "add": ("created", members.create_empty, (team,)),
            "move": ("moved", members.move, (self.get_body_argument("student", ""), team)),
            "delete": ("deleted", members.delete, (team,)),
            "code": ("code", members.renew_code, (team,)),
            "close": ("closed", members.close, (True,)),
            "open": ("opened", members.close, (False,)),
        }

    def _renew_own(self, team: str) -> None:
        if team not in {one.name for one in self.membership.overview().of(self.user)}:
            raise TeamRefused("You are not in this team any more.")
        self.membership.renew_code(team)


class _File(_Page):
    """The teams as a file, in the form of teams.csv."""

    @web.authenticated
    async def get(self, kind: str) -> None:
        if not self.instructs:
            raise web.HTTPError(403)
        rows = _rows(await self.ask(self.membership.overview))
        self.set_header("Content-Disposition", f'attachment; filename="teams.{kind}"')
        if kind == "json":
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["student", "team"])
        writer.writerows([no_formula(row["student"]), no_formula(row["team"])] for row in rows)
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.finish(text.getvalue())


def _rows(overview: Overview) -> list[dict[str, str]]:
    return [
        {"student": member, "team": team.name} for team in overview.teams.values() for member in team.members
    ]


def application(membership: Membership, prefix: str, hub_prefix: str, notice: str) -> web.Application:
    """Return the web application.

    Parameters
    ----------
    membership
        The teams.
    prefix
        Path of the service at the hub, with a slash at its end.
    hub_prefix
        Path of the hub itself.
    notice
        HTML that is shown at the top of each page; empty for none.
    """
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return web.Application(
        [
            (prefix, _Teams),
            (f"{prefix}teams[.](csv|json)", _File),
            (f"{prefix}oauth_callback", HubOAuthCallbackHandler),
        ],
        cookie_secret=secrets.token_bytes(32),
        membership=membership,
        one_at_a_time=asyncio.Lock(),
        pages=pages,
        prefix=prefix,
        hub_prefix=hub_prefix,
        notice=notice,
    )


async def main() -> None:
    """Serve the page until the hub stops it."""
    environment = os.environ
    groups = HubGroups(environment["JUPYTERHUB_API_URL"], environment["JUPYTERHUB_API_TOKEN"])
    people = json.loads(environment["CONVCLASS_GROUPS"])
    enrol(groups, {name: frozenset(users) for name, users in people.items()})
    course, size = environment["CONVCLASS_COURSE"], int(environment["CONVCLASS_TEAM_SIZE"])
    app = application(
        Membership(groups, f"nbgrader-{course}", size),
        environment["JUPYTERHUB_SERVICE_PREFIX"],
        f"{environment['JUPYTERHUB_BASE_URL']}hub/",
        environment.get("CONVCLASS_NOTICE", ""),
    )
    address = urlparse(environment["JUPYTERHUB_SERVICE_URL"])
    app.listen(address.port or 80, address.hostname or "127.0.0.1")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
