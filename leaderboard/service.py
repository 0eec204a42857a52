"""The leaderboard's web service: its addresses, under a JupyterHub or on its own.

Its process only reads what the worker published, and asks the worker for everything else: it opens neither
the database nor the held-out store, and imports nothing that does.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RedirectHandler, StaticFileHandler

from autograder.errors import AutograderError
from autograder.teams import Teams
from leaderboard.asking import Requests
from leaderboard.doors import Alone, Hub, HubCallback, HubDoor, TokenDoor
from leaderboard.handlers import KEY, ApiBoard, ApiHistory, BoardPage, Finals, TeamPage
from leaderboard.hub import instructor_scope
from leaderboard.instructing import BoardCsv, FreezePage, Image, LabelForm, RescoreForm, ReviewPage
from leaderboard.published import Published
from leaderboard.viewers import Membership
from leaderboard.views import Site, Views
from leaderboard.web import HEADERS, Desk, Dressed, NotFound

log = logging.getLogger(__name__)

ADDRESS = "127.0.0.1"
MAX_BODY = 64 << 10
_ROUTES = (
    ("", BoardPage),
    (f"teams/({KEY})", TeamPage),
    (f"teams/({KEY})/finals", Finals),
    ("review", ReviewPage),
    ("label", LabelForm),
    ("rescore", RescoreForm),
    ("freeze", FreezePage),
    (r"images/([A-Za-z0-9_-]{1,64})\.png", Image),
    (r"board\.csv", BoardCsv),
    ("api/board", ApiBoard),
    ("api/teams/([^/]+)/history", ApiHistory),
)
_STATIC = r"static/(board\.css|board\.js|icon\.svg)"


class CannotServe(AutograderError):
    """Raised when the service cannot start."""


class _Static(StaticFileHandler, Dressed):
    """Style sheet, script and icon, which tell nothing about anybody."""

    def set_extra_headers(self, path: str) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-cache")

    def compute_etag(self) -> str | None:
        return StaticFileHandler.compute_etag(self)


def application(published: Path, site: Site, door: Hub | Alone, **settings: Any) -> Application:
    """Return the service.

    Parameters
    ----------
    published
        The published folder.
    site
        Where the pages are.
    door
        How people get in.
    settings
        For tornado.
    """
    mixed = HubDoor if isinstance(door, Hub) else TokenDoor
    prefix = site.prefix
    routes: list[tuple[Any, ...]] = [
        (f"{prefix}{path}", type(handler.__name__, (mixed, handler), {})) for path, handler in _ROUTES
    ]
    files = resources.files("leaderboard").joinpath("static")
    routes.append((f"{prefix}{_STATIC}", _Static, {"path": str(files)}))
    if isinstance(door, Hub):
        routes.append((f"{prefix}oauth_callback", HubCallback))
    if prefix != "/":
        routes.append((prefix.rstrip("/"), RedirectHandler, {"url": prefix, "permanent": False}))
    return Application(
        routes,
        default_handler_class=NotFound,
        desk=Desk(Published(published), Requests(published), Views(site)),
        door=door,
        cookie_secret=secrets.token_bytes(32),
        xsrf_cookies=True,
        xsrf_cookie_kwargs={"httponly": True, "samesite": "Lax"},
        log_function=_log,
        **settings,
    )


def _log(handler: Any) -> None:
    """Log what was asked for without its query, which may hold a token."""
    level = logging.ERROR if handler.get_status() >= 500 else logging.DEBUG
    request = handler.request
    log.log(level, "%s %s %s", handler.get_status(), request.method, request.path)


def behind_hub(published: Path, teams: Callable[[], Teams]) -> Application:
    """Return the service as a hub starts it, from what the hub put into the environment.

    Parameters
    ----------
    published
        The published folder.
    teams
        Makes what reads the teams.

    Raises
    ------
    CannotServe
        When no hub started this process.
    """
    wanted = ("JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_SERVICE_NAME", "JUPYTERHUB_API_TOKEN")
    missing = [name for name in wanted if not os.environ.get(name)]
    if missing:
        raise CannotServe(
            f"{' and '.join(missing)} not set: with --hub, a JupyterHub starts this command as one of its "
            "services (leaderboard.hub has its configuration). Without --hub it serves you alone."
        )
    auth = HubOAuth()
    home = f"{auth.hub_host}{auth.hub_prefix}home"
    scope = instructor_scope(os.environ["JUPYTERHUB_SERVICE_NAME"])
    return application(published, Site(auth.base_url, home), Hub(auth, Membership(teams), scope))


def hub_port() -> tuple[str, int]:
    """Return the address and port at which the hub expects the service.

    Raises
    ------
    CannotServe
        When it names none.
    """
    url = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", ""))
    if url.scheme != "http" or not url.hostname or not url.port:
        raise CannotServe(
            "The hub's service needs a url such as http://127.0.0.1:10101 (JUPYTERHUB_SERVICE_URL)."
        )
    return url.hostname, url.port


def alone(published: Path, port: int, announce: Callable[[str], None]) -> Application:
    """Return the service for a lone user of this machine.

    Parameters
    ----------
    published
        The published folder.
    port
        Where it listens.
    announce
        Called with an address that opens the board, once; anew each time that one was used.
    """
    hosts = frozenset(f"{name}:{port}" for name in (ADDRESS, "localhost"))
    door = Alone(
        hosts, f"leaderboard-{port}", lambda token: announce(f"http://{ADDRESS}:{port}/?token={token}")
    )
    door.renew()
    return application(published, Site("/"), door, xsrf_cookie_name=f"_xsrf-{port}")


def listen(address: str, port: int) -> list[socket.socket]:
    """Return sockets that listen.

    Raises
    ------
    CannotServe
        When the port is taken.
    """
    try:
        return bind_sockets(port, address)
    except OSError as error:
        raise CannotServe(
            f"Nothing can listen at {address}:{port} ({error.strerror}); choose another port with --port."
        ) from error


async def serve(app: Application, sockets: list[socket.socket]) -> None:
    """Answer until the process is told to end (SIGINT or SIGTERM)."""
    server = HTTPServer(app, max_body_size=MAX_BODY, xheaders=isinstance(app.settings["door"], Hub))
    server.add_sockets(sockets)
    with _told_to_end() as end:
        await end.wait()
    server.stop()
    await server.close_all_connections()


@contextlib.contextmanager
def _told_to_end() -> Iterator[asyncio.Event]:
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, end.set)
    try:
        yield end
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def teams_from(file: Path | None, prefix: str) -> Callable[[], Teams]:
    """Return what makes the reader of the teams.

    Parameters
    ----------
    file
        A file of teams; None: the groups of the hub.
    prefix
        How the names of groups that are teams begin.
    """
    if file is not None:
        return functools.partial(Teams, file.parent, file=file.name)
    return functools.partial(Teams, Path(), hub_groups=True, group_prefix=prefix, hub_timeout=5.0)
