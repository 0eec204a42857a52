"""The page of the leaderboard, served on loopback behind a stand-in for the hub's API."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from autograder.teams import Teams
from leaderboard import service
from leaderboard.doors import Hub
from leaderboard.hub import instructor_scope
from leaderboard.viewers import Membership
from leaderboard.views import Site

PREFIX = "/services/leaderboard/"
ACCESS = "access:services!service=leaderboard"
INSTRUCTOR = "professor"


class StandIn:
    """What the service asks of a hub: who has a token, who is in which group, and the steps of a login."""

    def __init__(self) -> None:
        self.groups: dict[str, list[str]] = {}
        self.scopes: dict[str, list[str]] = {INSTRUCTOR: [ACCESS, instructor_scope("leaderboard")]}
        self.tokens: dict[str, str] = {}  # token: name of the user
        self.codes: dict[str, str] = {}
        self.broken = False  # whether the groups cannot be read
        self.asked: list[str] = []
        self.address = ""

    def token(self, user: str) -> str:
        """A token of a user; everybody may see the board, unless scopes say otherwise."""
        token = secrets.token_hex(8)
        self.tokens[token] = user
        return token

    def model(self, token: str) -> dict[str, Any]:
        user = self.tokens[token]
        scopes = self.scopes.get(user, [ACCESS])
        return {"kind": "user", "name": user, "groups": [], "admin": False, "scopes": scopes}


class _Hub(RequestHandler):
    def get(self, what: str) -> None:
        hub: StandIn = self.settings["hub"]
        hub.asked.append(what)
        token = self.request.headers.get("Authorization", "").removeprefix("token ")
        if what == "login":
            self.set_cookie("stand-in-user", self.get_argument("user"), path="/hub/")
            self.finish("logged in")
        elif what == "api/oauth2/authorize":
            user = self.get_cookie("stand-in-user")
            if user is None:
                self.finish("<h1>Log in</h1>")
                return
            code = secrets.token_hex(8)
            hub.codes[code] = user
            query = urlencode({"code": code, "state": self.get_argument("state")})
            self.redirect(f"{self.get_argument('redirect_uri')}?{query}")
        elif what == "api/user":
            if token not in hub.tokens:
                raise HTTPError(403)
            self.finish(hub.model(token))
        elif what == "api/groups":
            if hub.broken:
                raise HTTPError(503)
            items = [{"name": name, "users": users} for name, users in hub.groups.items()]
            about = {"offset": 0, "limit": 100, "total": len(items), "next": None}
            self.finish({"items": items, "_pagination": about})
        else:
            raise HTTPError(404)

    def post(self, what: str) -> None:
        hub: StandIn = self.settings["hub"]
        if what != "api/oauth2/token":
            raise HTTPError(404)
        self.finish({"access_token": hub.token(hub.codes.pop(self.get_argument("code")))})


class Served:
    """A running service.

    Attributes
    ----------
    hub
        Its hub.
    address
        Where the board is.
    """

    def __init__(self, hub: StandIn, address: str) -> None:
        self.hub = hub
        self.address = address

    def browser(self, user: str) -> requests.Session:
        """A session that is logged in at the hub, as a browser's is."""
        session = requests.Session()
        session.get(f"{self.hub.address}/hub/login", params={"user": user})
        return session

    def login(self, user: str) -> str:
        """Address that logs a real browser in at the hub."""
        return f"{self.hub.address}/hub/login?user={user}"

    def get(self, user: str | None, path: str = "", **options: Any) -> requests.Response:
        """Ask as a program does, with a user's token."""
        headers = {**options.pop("headers", {})}
        if user is not None:
            headers["Authorization"] = f"token {self.hub.token(user)}"
        return requests.get(
            self.address + path, headers=headers, allow_redirects=False, timeout=30, **options
        )


def post(session: requests.Session, address: str, form: str, **fields: Any) -> requests.Response:
    """Fill in a form of a page and send it, as a browser does; the token is taken from the page."""
    page = session.get(address, timeout=30)
    assert page.status_code == 200, page.text
    token = page.text.split('data-xsrf="')[1].split('"')[0]
    where = address.split("/services/leaderboard/")[0] + PREFIX + form
    return session.post(where, data={"_xsrf": token, **fields}, allow_redirects=False, timeout=30)


@contextlib.contextmanager
def running(make: Callable[[], list[tuple[Application, list[Any]]]]) -> Iterator[None]:
    """Serve applications from a thread of their own."""
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def main() -> None:
        servers = []
        for app, sockets in make():
            server = HTTPServer(app, max_body_size=service.MAX_BODY)
            server.add_sockets(sockets)
            servers.append(server)
        ready.set()
        await end.wait()
        for server in servers:
            server.stop()
            await server.close_all_connections()

    end = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(main()))
    thread.start()
    try:
        assert ready.wait(30)
        yield
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()


@contextlib.contextmanager
def served(published: Path, teams: dict[str, list[str]], seconds: float = 0.0) -> Iterator[Served]:
    """The page behind a stand-in hub with these teams; they are read anew for each request by default."""
    hub = StandIn()
    hub.groups = {f"team-{name}": users for name, users in teams.items()}
    sockets = [service.listen(service.ADDRESS, 0) for _ in range(2)]
    here, there = (f"http://127.0.0.1:{found[0].getsockname()[1]}" for found in sockets)
    hub.address = there

    def make() -> list[tuple[Application, list[Any]]]:
        auth = HubOAuth(
            api_url=f"{there}/hub/api",
            api_token="the-service's-own",
            base_url=PREFIX,
            hub_host=there,
            oauth_client_id="service-leaderboard",
            oauth_redirect_uri=f"{here}{PREFIX}oauth_callback",
            access_scopes={ACCESS},
            cache_max_age=300,
        )
        options = {
            "hub_groups": True,
            "hub_api_url": f"{there}/hub/api",
            "hub_api_token": "the-service's-own",
        }
        membership = Membership(lambda: Teams(Path(), **options), seconds)
        door = Hub(auth, membership, instructor_scope("leaderboard"))
        app = service.application(published, Site(PREFIX, f"{there}/hub/home"), door)
        return [(app, sockets[0]), (Application([("/hub/(.*)", _Hub)], hub=hub), sockets[1])]

    with running(make):
        yield Served(hub, here + PREFIX)


def requested(published: Path) -> list[dict[str, Any]]:
    """What the page has asked of the worker, which is not there in these tests."""
    return [json.loads(path.read_bytes()) for path in sorted((published / "requests").glob("*.json"))]
