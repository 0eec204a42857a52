"""Measure the leaderboard's page: users who refresh it again and again, while new entries are published.

The page is served by ``leaderboard serve --hub`` in a process of its own, behind a stand-in for the hub's
API; each user has a token and a team. Every user waits a moment between an answer and the next request.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from autograder.files import replaced
from leaderboard.documents import BOARD, INSTRUCTOR, TEAMS, team_key
from leaderboard.ranking import wilson

PREFIX = "/services/leaderboard/"
IMAGES = 200


@dataclass(frozen=True)
class Measured:
    """One kind of request: times until it is answered, and of the processor in the page's process."""

    case: str
    teams: int
    users: int
    requests: int
    per_second: float
    median_ms: float
    p95_ms: float
    cpu_ms: float
    kilobytes: float


class Documents:
    """A made-up board, published again and again.

    Parameters
    ----------
    folder
        The published folder.
    teams
        Number of teams.
    """

    def __init__(self, folder: Path, teams: int) -> None:
        self.folder = folder
        self.names = [f"Team {number}" for number in range(teams)]
        self.right = np.sort(np.random.default_rng(1).binomial(IMAGES, 0.7, teams))[::-1]
        self.version = 0
        (folder / TEAMS).mkdir(parents=True)
        self._write(
            INSTRUCTOR,
            {
                **{"real_names": {}, "private": {}, "disputes": [], "labels_version": 0},
                **{"labels_pending": 0, "shake_up": None, "failed": [], "problems": [], "untrained": []},
            },
        )
        for name in self.names:
            self._write(f"{TEAMS}/{team_key(name)}.json", self._team(name))

    def publish(self) -> None:
        """Publish the board anew."""
        self.version += 1
        self._write(
            BOARD,
            {
                **{"version": self.version, "made": "2026-11-24T12:00:00+00:00", "course": "course"},
                **{"assignment": "celebrity_project", "state": "open", "frozen_at": None, "snapshot": None},
                **{"half": "public", "images": IMAGES, "confidence": 0.95, "ceiling": 0.95, "cap": 5},
                **{"time_zone": "UTC", "pseudonyms": False, "people": [f"Person {n}" for n in range(8)]},
                "rows": [self._row(place, name) for place, name in enumerate(self.names)],
            },
        )

    def _row(self, place: int, name: str) -> dict[str, Any]:
        right = int(self.right[place])
        low, high = wilson(right, IMAGES)
        return {
            **{"kind": "team", "key": team_key(name), "name": name, "place": place + 1, "best": 1},
            **{"worst": len(self.names), "accuracy": right / IMAGES, "low": float(low), "high": float(high)},
            **{"log_loss": 1.0, "macro_f1": 0.7, "calibration_error": 0.1, "model_bytes": 10**6},
            **{"seconds": 1.5, "entries": 20, "released": "2026-11-24T11:00:00+00:00"},
            **{"p_above": 0.5, "recall": None},
        }

    def _team(self, name: str) -> dict[str, Any]:
        item = {
            **{"id": "1", "number": 1, "handed_in": "2026-11-24T11:00:00+00:00", "by": "user"},
            **{"status": "released", "message": "Released.", "accuracy": 0.7, "shown": 0.7},
        }
        return {
            **{"team": name, "name": name, "key": team_key(name), "members": ["user"], "history": [item]},
            **{"confusion": None, "cap": 5, "left": 4, "next": None, "finals": [], "default_final": "1"},
            "above": None,
        }

    def _write(self, name: str, document: dict[str, Any]) -> None:
        with replaced(self.folder / name) as file:
            file.write(json.dumps(document).encode())


class _Hub(RequestHandler):
    """As much of the hub's API as the page asks for; ``user-N`` is the token of user N."""

    def get(self, what: str) -> None:
        """Answer."""
        groups: dict[str, list[str]] = self.settings["groups"]
        if what == "user":
            name = self.request.headers["Authorization"].removeprefix("token ")
            scopes = ["access:services!service=leaderboard"]
            self.finish({"kind": "user", "name": name, "groups": [], "scopes": scopes})
        else:
            items = [{"name": f"team-{name}", "users": users} for name, users in groups.items()]
            about = {"offset": 0, "limit": len(items), "total": len(items), "next": None}
            self.finish({"items": items, "_pagination": about})


async def _ask(client: AsyncHTTPClient, address: str, headers: dict[str, str]) -> tuple[float, int, str]:
    """One request: milliseconds, bytes, tag; cookies are kept, as a browser does."""
    begin = time.perf_counter()
    answer = await client.fetch(HTTPRequest(address, headers=headers), raise_error=False)
    if answer.code not in (200, 304):
        raise SystemExit(f"{address} answers {answer.code}")
    spent = 1000 * (time.perf_counter() - begin)
    given = [cookie.partition(";")[0] for cookie in answer.headers.get_list("Set-Cookie")]
    if given:
        headers["Cookie"] = "; ".join(given)
    return spent, len(answer.body), answer.headers.get("ETag", "")


async def _refresh(
    address: str, users: int, seconds: float, pause: float, *, tagged: bool
) -> list[tuple[float, int]]:
    """All users refreshing for some seconds: milliseconds and bytes of each answer."""
    client = AsyncHTTPClient(force_instance=True, max_clients=users)
    end = time.perf_counter() + seconds
    found: list[tuple[float, int]] = []

    async def user(number: int) -> None:
        headers = {"Authorization": f"token user-{number}"}
        await asyncio.sleep(pause * number / users)  # they did not all come at the same moment
        while time.perf_counter() < end:
            spent, size, tag = await _ask(client, address, headers)
            found.append((spent, size))
            if tagged and tag:
                headers["If-None-Match"] = tag
            await asyncio.sleep(pause)

    await asyncio.gather(*map(user, range(users)))
    client.close()
    return found


async def _measure(teams: int, users: int, seconds: float, pause: float) -> list[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        documents = Documents(Path(folder), teams)
        documents.publish()
        groups = {
            name: [f"user-{n}" for n in range(users) if n % teams == k]
            for k, name in enumerate(documents.names)
        }
        hub = HTTPServer(Application([("/hub/api/(user|groups)", _Hub)], groups=groups))
        sockets, ours = bind_sockets(0, "127.0.0.1"), bind_sockets(0, "127.0.0.1")
        hub.add_sockets(sockets)
        port = ours[0].getsockname()[1]
        ours[0].close()
        process = subprocess.Popen(
            [sys.executable, "-m", "leaderboard", "serve", "--hub", "--board", folder],
            env={
                **os.environ,
                "JUPYTERHUB_API_URL": f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hub/api",
                "JUPYTERHUB_API_TOKEN": secrets.token_hex(),
                "JUPYTERHUB_CLIENT_ID": "service-leaderboard",
                "JUPYTERHUB_SERVICE_NAME": "leaderboard",
                "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
                "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}",
            },
            stderr=subprocess.DEVNULL,
        )
        try:
            page = psutil.Process(process.pid)
            address = f"http://127.0.0.1:{port}{PREFIX}"
            return [row async for row in _cases(page, documents, address, users, seconds, pause)]
        finally:
            process.terminate()
            process.wait()
            hub.stop()


async def _cases(
    page: psutil.Process, documents: Documents, address: str, users: int, seconds: float, pause: float
) -> Any:
    client = AsyncHTTPClient(force_instance=True)
    for _ in range(600):
        try:
            await _ask(client, address, {"Authorization": "token user-0"})
            break
        except OSError:
            await asyncio.sleep(0.1)
    for case, path, every, tagged in (
        ("page", "", 0.0, False),
        ("page, a new entry every second", "", 1.0, False),
        ("api/board, nothing new", "api/board", 0.0, True),
    ):
        before = sum(page.cpu_times()[:2])
        publisher = asyncio.create_task(_publish(documents, every)) if every else None
        found = await _refresh(address + path, users, seconds, pause, tagged=tagged)
        if publisher:
            publisher.cancel()
        times = [spent for spent, _ in found]
        yield Measured(
            case,
            len(documents.names),
            users,
            len(times),
            round(len(times) / seconds, 1),
            round(statistics.median(times), 2),
            round(float(np.quantile(times, 0.95)), 2),
            round(1000 * (sum(page.cpu_times()[:2]) - before) / len(times), 2),
            round(statistics.median(size for _, size in found) / 1000, 1),
        )


async def _publish(documents: Documents, every: float) -> None:
    while True:
        documents.publish()
        await asyncio.sleep(every)


def measure(
    teams: tuple[int, ...] = (25, 500), users: int = 100, seconds: float = 10.0, pause: float = 1.0
) -> list[Measured]:
    """Measure boards of different sizes.

    Parameters
    ----------
    teams
        Numbers of teams.
    users
        How many users refresh.
    seconds
        How long each case is measured.
    pause
        How long a user waits between an answer and the next request, in seconds.
    """
    return [row for size in teams for row in asyncio.run(_measure(size, users, seconds, pause))]


def show(rows: list[Measured]) -> Table:
    """Return the rows as a table."""
    table = Table(title="The leaderboard's page")
    for name in asdict(rows[0]):
        table.add_column(name, justify="left" if name == "case" else "right")
    for row in rows:
        table.add_row(*map(str, asdict(row).values()))
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, nargs="+", default=[25, 500], help="numbers of teams")
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each case is measured")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between a user's requests")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers to this file")
    options = parser.parse_args()
    rows = measure(tuple(options.teams), options.users, options.seconds, options.pause)
    Console().print(show(rows))
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
