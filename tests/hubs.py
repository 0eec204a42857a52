"""A real hub for tests: the demo, started and stopped as a person does it."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from browsing import wait
from course import ROOT
from selenium import webdriver
from selenium.webdriver.common.by import By

from autograder.hub import demo
from autograder.hub.classroom import VARIABLE

COMMAND = Path(sys.executable).with_name("autograder")
FILES = ("nbgrader_config.py", "jupyterhub_config.py")


def template(folder: Path, assignments: Iterable[str]) -> Path:
    """A copy of this project's course directory with some of the assignments."""
    for name in FILES:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder)
    for name in assignments:
        shutil.copytree(ROOT / "source" / name, folder / "source" / name, ignore=_data)
    return folder


def _data(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".ipynb")]


@dataclass
class DemoHub:
    """A demo that runs."""

    process: subprocess.Popen[str]
    demo: demo.Demo
    printed: str

    @property
    def address(self) -> str:
        return self.demo.address

    def password(self, user: str) -> str:
        instructs = user == demo.INSTRUCTOR
        return self.demo.instructor_password if instructs else self.demo.student_password

    def stop(self) -> int:
        """Press ctrl-C, and return the exit status."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
            self.process.communicate()
        return int(self.process.returncode)

    def log_in(self, browser: webdriver.Chrome, user: str, page: str = "") -> None:
        """Log in, to see a page; else where the user arrives, which starts a server."""
        browser.get(f"{self.address}/hub/login{page and '?next='}{page}")
        browser.find_element(By.ID, "username_input").send_keys(user)
        browser.find_element(By.ID, "password_input").send_keys(self.password(user))
        browser.find_element(By.ID, "login_submit").click()
        # the next page that is asked for would cut the login off
        wait(browser).until(lambda page: "/hub/login" not in page.current_url)


def start(course: Path, folder: Path, *options: str) -> DemoHub:
    """Start the demo and wait until it says where it is."""
    process = subprocess.Popen(
        [COMMAND, "--course-dir", course, "hub", "--demo", "--folder", folder, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "log is" in line:
            return DemoHub(process, demo.load(folder), "".join(lines))
    log = folder / "state" / "hub.log"
    raise AssertionError("".join(lines) + (log.read_text()[-5000:] if log.exists() else ""))


@contextlib.contextmanager
def running(course: Path, folder: Path, *options: str) -> Iterator[DemoHub]:
    """The demo, stopped at the end."""
    hub = start(course, folder, *options)
    try:
        yield hub
    finally:
        hub.stop()


def processes(folder: Path) -> list[str]:
    """The command lines of all processes that belong to a demo."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(VARIABLE) == str(folder):
                found.append(" ".join(process.cmdline()))
    return found
