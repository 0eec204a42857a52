"""`leaderboard serve` alone: a token that works once, a worker beside it, no label in its process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import board_course
import pytest
import requests
from board_documents import Documents
from browsing import SECONDS
from selenium.webdriver.support.ui import WebDriverWait

# Imported by every Python process of the test: writes down what it opens and imports.
SPY = """
import os, sys

log = os.open(os.environ["SPY_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def spy(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "sqlite3.connect", "import") and arguments:
        what = arguments[0]
        if isinstance(what, (str, bytes, os.PathLike)):
            os.write(log, f"{os.getpid()} {event} {os.fsdecode(what)}\\n".encode("utf-8", "replace"))


sys.addaudithook(spy)
"""


class Command:
    """A running `leaderboard serve`."""

    def __init__(self, root: Path, *options: str, **environment: str) -> None:
        command = [sys.executable, "-m", "leaderboard", "--course-dir", str(root), "serve"]
        self.process = subprocess.Popen(
            [*command, "--no-browser", "--port", "0", *options],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()
        self.address = self.next_address()
        self.session = requests.Session()
        self.first = self.session.get(self.address, timeout=SECONDS)
        self.board = self.first.url

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def next_address(self) -> str:
        """The next address that is printed."""
        seen = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", seen)):
            seen += self._lines.get(timeout=SECONDS)
        return found[0]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SECONDS)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The page of published documents, without a worker."""
    folder = Documents().write(tmp_path_factory.mktemp("board"))
    command = Command(folder.parent, "--board", str(folder), "--no-worker")
    yield command
    assert command.stop() == 0


def test_the_token_opens_the_board_once(alone: Command) -> None:
    assert alone.first.status_code == 200 and "token" not in alone.first.url
    assert "Review labels" in alone.first.text  # the lone user is an instructor
    again = requests.get(alone.address, timeout=SECONDS)
    assert again.status_code == 403 and "works once" in again.text
    assert alone.session.get(alone.address, timeout=SECONDS).url == alone.board  # not for whom it knows
    other = requests.Session().get(alone.next_address(), timeout=SECONDS)
    assert other.status_code == 200 and "Review labels" in other.text


def test_without_the_token_nothing_is_shown(alone: Command) -> None:
    name = next(cookie.name for cookie in alone.session.cookies if cookie.name.startswith("leaderboard-"))
    for headers in ({}, {"Cookie": f"{name}=forged"}, {"Cookie": f"{name}=2|1:0|10:1|1:a|4:YQ==|{'0' * 64}"}):
        for path in ("", "?token=", "?token=guessed", "api/board", "freeze", "board.csv"):
            answer = requests.get(alone.board + path, headers=headers, timeout=SECONDS)
            assert answer.status_code == 403 and "Gradient" not in answer.text


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:80", "127.0.0.1", ""])
def test_another_hosts_name_is_refused(alone: Command, host: str) -> None:
    assert alone.session.get(alone.board, headers={"Host": host}, timeout=SECONDS).status_code in (400, 403)


def test_a_form_needs_its_token(alone: Command) -> None:
    address = f"{alone.board}freeze"
    assert alone.session.post(address, data={"confirm": "yes"}, timeout=SECONDS).status_code == 403


def test_it_listens_to_this_machine_only(alone: Command) -> None:
    port = alone.board.split(":")[2].strip("/")
    lines = Path(f"/proc/{alone.process.pid}/net/tcp").read_text().splitlines()
    listening = [line.split()[1] for line in lines if line.split()[3] == "0A"]
    assert f"0100007F:{int(port):04X}" in listening and f"00000000:{int(port):04X}" not in listening


@pytest.mark.slow
def test_a_worker_keeps_it_up_to_date_and_labels_stay_out_of_the_page(tmp_path: Path) -> None:
    root = board_course.untrained(board_course.small_class(tmp_path / "course"))
    spy, log = tmp_path / "spy", tmp_path / "log"
    spy.mkdir()
    (spy / "sitecustomize.py").write_text(SPY)
    command = Command(root, PYTHONPATH=str(spy), SPY_LOG=str(log))
    try:
        wait = WebDriverWait(command.session, 2 * SECONDS)
        wait.until(lambda session: "kernel" in session.get(command.board, timeout=SECONDS).text)
        board_course.hand_in(root, "newcomers", board_course.probabilities(0.9, 99), 60)
        wait.until(lambda session: "newcomers" in session.get(command.board, timeout=SECONDS).text)
        for path in ("review", "freeze", "board.csv", "api/board"):
            assert command.session.get(command.board + path, timeout=SECONDS).status_code == 200
        page = command.session.get(f"{command.board}freeze", timeout=SECONDS).text
        token = page.split('data-xsrf="')[1].split('"')[0]
        form = {"_xsrf": token, "confirm": "yes"}
        command.session.post(f"{command.board}freeze", data=form, timeout=SECONDS)
        wait.until(lambda session: "Shake-up" in session.get(command.board, timeout=SECONDS).text)
    finally:
        status = command.stop()
    assert status == 0
    seen = [line.split(" ", 2) for line in log.read_text(errors="replace").splitlines()]
    secret = re.compile(
        rf"{re.escape(str(root))}/heldout|\.db$|^autograder\.datasets|^leaderboard\.(store|course)$"
    )
    who = {pid for pid, _, what in seen if secret.search(what)}
    assert who  # the worker does: the spy sees it
    assert str(command.process.pid) not in who
    assert not [pid for pid in who if Path(f"/proc/{pid}").exists()]  # nobody is left
