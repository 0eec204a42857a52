"""The queue in the browser: as a service of JupyterHub, or alone on this machine."""

from __future__ import annotations

import contextlib
import csv
import hmac
import io
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from autograder.errors import AutograderError
from autograder.sanitise import no_formula, shown
from autograder.watch.desk import Desk
from autograder.watch.queue import NEEDS_A_PERSON, State, in_order

COLUMNS = ("id", "student", "team", "assignment", "stamp", "state", "reason", "remark", "changed", "name")
_COOKIE = "autograder-queue"
_SHOWN = 500


class _Base(web.RequestHandler):
    """Pages that only those see who may."""

    def initialize(self, desk: Desk, wake: Callable[[], None], token: str = "") -> None:
        self.desk = desk
        self.wake = wake
        self.token = token

    def set_default_headers(self) -> None:
        self.nonce = secrets.token_urlsafe(12)
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        policy = (
            f"default-src 'none'; style-src 'nonce-{self.nonce}'; script-src 'nonce-{self.nonce}'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
        )
        self.set_header("Content-Security-Policy", policy)


class _Alone(_Base):
    """Without a hub: whoever has the address with its token."""

    def get_current_user(self) -> str | None:
        cookie = self.get_signed_cookie(_COOKIE)
        return "instructor" if cookie == b"yes" else None

    def get_login_url(self) -> str:
        return f"{self.settings['prefix']}login"


class _Login(_Base):
    def get(self) -> None:
        if not hmac.compare_digest(self.get_argument("token", "").encode(), self.token.encode()):
            raise web.HTTPError(403, "Open the address that 'autograder watch' has printed.")
        path = self.settings["prefix"]
        self.set_signed_cookie(_COOKIE, "yes", path=path, httponly=True, samesite="Strict")
        self.redirect(path)


class _InHub(HubOAuthenticated, _Base):  # type: ignore[misc]
    """In a hub: those whose role has access to this service."""


def _handlers(base: type[_Base]) -> dict[str, type[_Base]]:
    class Page(base):  # type: ignore[misc, valid-type]
        @web.authenticated
        def get(self) -> None:
            jobs = in_order(self.desk.queue.jobs())
            counts = self.desk.queue.counts()
            self.write(
                self.settings["template"].render(
                    course=self.desk.course.coursedir.course_id or self.desk.root.name,
                    jobs=jobs[:_SHOWN],
                    left_out=max(0, len(jobs) - _SHOWN),
                    counts=counts,
                    urgent=NEEDS_A_PERSON,
                    states=State,
                    paused=self.desk.queue.paused,
                    problem=self.desk.problem,
                    now=time.strftime("%H:%M:%S"),
                    prefix=self.settings["prefix"],
                    home=self.settings["home"],
                    nonce=self.nonce,
                    xsrf=self.xsrf_form_html(),
                    shown=shown,
                )
            )

    class Data(base):  # type: ignore[misc, valid-type]
        @web.authenticated
        def get(self, kind: str) -> None:
            rows = [job.as_dict() for job in in_order(self.desk.queue.jobs())]
            if kind == "json":
                self.write({"paused": self.desk.queue.paused, "problem": self.desk.problem, "jobs": rows})
                return
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow(COLUMNS)
            writer.writerows([no_formula(str(row[name])) for name in COLUMNS] for row in rows)
            self.set_header("Content-Type", "text/csv; charset=utf-8")
            self.set_header("Content-Disposition", "attachment; filename=queue.csv")
            self.write(text.getvalue())

    class Action(base):  # type: ignore[misc, valid-type]
        @web.authenticated
        def post(self, what: str) -> None:
            if what == "again":
                job = self.desk.queue.job(int(self.get_argument("id")))
                if job is not None:
                    self.desk.queue.again(job)
            else:
                self.desk.queue.pause(what == "pause")
            self.wake()
            self.redirect(self.settings["prefix"])

    return {"": Page, r"queue\.(csv|json)": Data, "(pause|resume|again)": Action}


def application(
    desk: Desk, wake: Callable[[], None], prefix: str, hub: bool, token: str = ""
) -> web.Application:
    """Return the pages.

    Parameters
    ----------
    desk
        The queue.
    wake
        Is called after somebody has changed something.
    prefix
        The path of the first page, with a slash at its end.
    hub
        Whether JupyterHub says who may see them.
    token
        Without a hub: who knows it may see them.
    """
    given: dict[str, Any] = {"desk": desk, "wake": wake, "token": token}
    handlers: list[Any] = [
        (prefix + path, handler, given) for path, handler in _handlers(_InHub if hub else _Alone).items()
    ]
    if hub:
        handlers.append((f"{prefix}oauth_callback", HubOAuthCallbackHandler))
    else:
        handlers.append((f"{prefix}login", _Login, given))
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return web.Application(
        handlers,
        cookie_secret=secrets.token_bytes(32),
        xsrf_cookies=True,
        xsrf_cookie_kwargs={"path": prefix, "httponly": True, "samesite": "Strict"},
        prefix=prefix,
        home=f"{os.environ['JUPYTERHUB_BASE_URL']}hub/home" if hub else "",
        template=environment.get_template("queue.html"),
    )


@contextlib.contextmanager
def listening(desk: Desk, wake: Callable[[], None], port: int | None) -> Iterator[str]:
    """Show the queue as long as the context is open.

    Parameters
    ----------
    desk, wake
        See `application`.
    port
        Where to listen without a hub; None: nowhere. 0: any that is free.

    Yields
    ------
    str
        The address; empty where it is not shown. A hub sets where in the environment.
    """
    service = os.environ.get("JUPYTERHUB_SERVICE_URL", "")
    if service and os.environ.get("JUPYTERHUB_API_TOKEN"):
        prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
        place = urlsplit(service)
        server = HTTPServer(application(desk, wake, prefix, hub=True))
        host, port, address = place.hostname or "127.0.0.1", place.port or 80, prefix
    elif port is None:
        yield ""
        return
    else:
        token = secrets.token_urlsafe(24)
        server = HTTPServer(application(desk, wake, "/", hub=False, token=token))
        host, address = "127.0.0.1", f"/login?token={token}"
    try:
        sockets = bind_sockets(port, host)
    except OSError as error:
        raise AutograderError(f"Port {port} of {host} cannot be used: {error.strerror}.") from error
    server.add_sockets(sockets)
    try:
        yield address if service else f"http://{host}:{sockets[0].getsockname()[1]}{address}"
    finally:
        server.stop()
