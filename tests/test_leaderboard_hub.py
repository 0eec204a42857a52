"""The leaderboard as a service of a real JupyterHub, with its own proxy: logins, roles, teams."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from board_documents import NAMES, Documents
from board_service import PREFIX, post, requested
from browsing import SECONDS
from conftest import skip_or_fail
from selenium.webdriver.support.ui import WebDriverWait

from leaderboard.documents import team_key

NAME = NAMES[4]
CONFIG = """
import json, sys
from pathlib import Path
from leaderboard.hub import hub_parts

c = get_config()
given = json.loads(Path("given.json").read_text())
ports = given["ports"]
c.JupyterHub.bind_url = f"http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = ports[1]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = given["proxy"]
c.ConfigurableHTTPProxy.auth_token = "test"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.load_groups = {
    "students": {"users": ["ada", "bob"]},
    "staff": {"users": ["professor"]},
    given["team"]: {"users": ["ada"]},
}
parts = hub_parts(Path(given["board"]), students="students", instructors="staff", port=ports[3])
c.JupyterHub.services = [parts.service]
c.JupyterHub.load_roles = parts.roles
c.JupyterHub.custom_scopes = parts.custom_scopes
"""


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Documents().write(tmp_path_factory.mktemp("board"))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, board: Path) -> Iterator[str]:
    """Address of a hub whose users have any password, and no servers."""
    proxy = pytest.importorskip("autograder.hub.proxy")
    try:
        command = proxy.command()
    except proxy.ProxyMissing as error:
        skip_or_fail(str(error))
    folder = tmp_path_factory.mktemp("hub")
    ports = []
    probes = [socket.socket() for _ in range(4)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
        ports.append(probe.getsockname()[1])
    for probe in probes:
        probe.close()
    given = {"ports": ports, "proxy": command, "board": str(board), "team": f"team-{NAME}"}
    (folder / "given.json").write_text(json.dumps(given))
    (folder / "jupyterhub_config.py").write_text(CONFIG)
    log = (folder / "log").open("w+")
    process = subprocess.Popen([sys.executable, "-m", "jupyterhub"], cwd=folder, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{ports[0]}"

    def answers() -> bool:
        assert process.poll() is None, (folder / "log").read_text()
        try:
            return requests.get(f"{address}{PREFIX}static/icon.svg", timeout=5).status_code == 200
        except OSError:
            return False

    try:
        WebDriverWait(answers, SECONDS).until(lambda check: check())
        yield address
    finally:
        process.terminate()
        process.wait()
        log.close()


def login(hub: str, user: str) -> requests.Session:
    """A browser in which somebody has logged in."""
    session = requests.Session()
    form = session.get(f"{hub}/hub/login", timeout=SECONDS).text
    token = re.search(r'name="_xsrf"\s+value="(.*?)"', form)
    assert token
    data = {"username": user, "password": "any", "_xsrf": token[1]}
    session.post(f"{hub}/hub/login", data=data, timeout=SECONDS, allow_redirects=False)
    return session


@pytest.mark.slow
def test_a_real_hub_lets_each_see_what_is_theirs(hub: str, board: Path) -> None:
    address = f"{hub}{PREFIX}"
    nobody = requests.get(address, timeout=SECONDS)
    assert "/hub/login" in nobody.url and NAMES[0] not in nobody.text

    student = login(hub, "ada")
    answer = student.get(address, timeout=SECONDS)
    assert answer.url == address and NAMES[0] in answer.text and "your team" in answer.text
    assert student.get(f"{address}teams/{team_key(NAME)}", timeout=SECONDS).status_code == 200
    for path in ("review", "freeze", "board.csv", f"teams/{team_key(NAMES[0])}"):
        assert student.get(address + path, timeout=SECONDS).status_code == 403

    assert "your team" not in login(hub, "bob").get(address, timeout=SECONDS).text  # in no group
    assert login(hub, "stranger").get(address, timeout=SECONDS).status_code == 403

    instructor = login(hub, "professor")
    assert "instructor</span>" in instructor.get(address, timeout=SECONDS).text
    assert instructor.get(f"{address}board.csv", timeout=SECONDS).status_code == 200
    assert post(instructor, f"{address}freeze", "freeze", confirm="yes").status_code == 303
    (freeze,) = requested(board)
    assert freeze["kind"] == "freeze" and freeze["by"] == "professor"
