"""The queue's page as a service of JupyterHub: only those whom the hub lets in see it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from autograder.watch import web
from autograder.watch.queue import Queue

PREFIX = "/services/queue/"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    queue = Queue(f"sqlite:///{tmp_path / 'watch.db'}")
    course = SimpleNamespace(coursedir=SimpleNamespace(course_id="tiny"))
    return SimpleNamespace(queue=queue, course=course, root=tmp_path, problem="")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hub tells its service."""
    for name, value in {
        "API_TOKEN": "secret",
        "API_URL": "http://127.0.0.1:1/hub/api",
        "BASE_URL": "/",
        "CLIENT_ID": "service-queue",
        "HOST": "",
        "OAUTH_ACCESS_SCOPES": '["access:services!service=queue"]',
        "OAUTH_CALLBACK_URL": f"{PREFIX}oauth_callback",
        "SERVICE_NAME": "queue",
        "SERVICE_PREFIX": PREFIX,
    }.items():
        monkeypatch.setenv(f"JUPYTERHUB_{name}", value)


def fetch(desk: Any, *paths: str) -> list[HTTPResponse]:
    async def ask() -> list[HTTPResponse]:
        server = HTTPServer(web.application(desk, lambda: None, PREFIX, hub=True))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        client = AsyncHTTPClient()
        try:
            return [
                await client.fetch(base + path, follow_redirects=False, raise_error=False) for path in paths
            ]
        finally:
            server.stop()

    return asyncio.run(ask())


@pytest.mark.usefixtures("hub")
def test_who_is_not_logged_in_is_sent_to_the_hub_and_learns_nothing(desk: Any) -> None:
    for answer in fetch(desk, PREFIX, f"{PREFIX}queue.json", f"{PREFIX}queue.csv"):
        assert answer.code == 302, answer.body
        assert answer.headers["Location"].startswith("/hub/api/oauth2/authorize?")
        assert b"tiny" not in answer.body
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("hub")
def test_nothing_is_changed_without_a_token_against_forged_requests(desk: Any) -> None:
    async def ask() -> int:
        server = HTTPServer(web.application(desk, lambda: None, PREFIX, hub=True))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}{PREFIX}pause"
        try:
            answer = await AsyncHTTPClient().fetch(address, method="POST", body="", raise_error=False)
            return int(answer.code)
        finally:
            server.stop()

    assert asyncio.run(ask()) == 403
    assert not desk.queue.paused
