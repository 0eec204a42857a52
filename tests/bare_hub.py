"""A JupyterHub without a proxy, users and servers, for tests of its REST API."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOKENS = {"admin": "a" * 32, "reader": "b" * 32, "lister": "c" * 32, "nobody": "d" * 32}
CONFIG = """
import json, os
from jupyterhub.proxy import Proxy

class NoProxy(Proxy):
    async def add_route(self, routespec, target, data):
        pass

    async def delete_route(self, routespec):
        pass

    async def get_all_routes(self):
        return {}

c = get_config()
c.JupyterHub.proxy_class = NoProxy
c.Proxy.should_start = False
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = int(os.environ["HUB_PORT"])
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.authenticator_class = "null"
tokens = json.loads(os.environ["HUB_TOKENS"])
c.JupyterHub.services = [{"name": name, "api_token": token} for name, token in tokens.items()]
c.JupyterHub.load_roles = [
    {"name": "makes", "scopes": ["admin:users", "admin:groups"], "services": ["admin"]},
    {"name": "reads", "scopes": ["list:groups", "read:groups"], "services": ["reader"]},
    {"name": "lists", "scopes": ["list:groups", "read:groups:name"], "services": ["lister"]},
]
"""


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """URL of the REST API of a hub."""
    (folder / "jupyterhub_config.py").write_text(CONFIG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"HUB_PORT": str(port), "HUB_TOKENS": json.dumps(TOKENS), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "JupyterHub is now running" in line:
                break
        assert process.poll() is None, "".join(lines)
        threading.Thread(target=process.stdout.read, daemon=True).start()
        url = f"http://127.0.0.1:{port}/hub/api"
        yield url
    finally:
        process.terminate()
        process.wait()


def post(url: str, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"token {TOKENS['admin']}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 201
