"""Runs JupyterHub as a process of its own, from its start until it is told to stop."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

from autograder.errors import AutograderError
from autograder.sanitise import printable

LOG = "hub.log"
START_SECONDS = 180
_STOP_SECONDS = 30  # the hub waits for its servers to end
_SWEEP_SECONDS = 5
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class HubFailed(AutograderError):
    """Raised when the hub does not start, or ends by itself."""


class HubRuns(AutograderError):
    """Raised when the hub of this folder runs already."""


class Stopped(Exception):
    """Raised in the main thread when a signal asks to stop."""


class Lock:
    """A locked file that says which process holds it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def fileno(self) -> int:
        """Return the file's descriptor; whoever inherits it holds the lock as well."""
        return self._file.fileno()

    def held_by(self, process: int) -> None:
        """Write down which process is to be stopped."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(process))
        self._file.flush()


@contextlib.contextmanager
def alone(path: Path) -> Iterator[Lock]:
    """Keep a second hub from working in the same folder.

    Parameters
    ----------
    path
        The file to lock.

    Raises
    ------
    HubRuns
        When there is one.
    """
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            process = file.read().strip()
            how = f"; stop it with ctrl-C, or with 'kill {process}'" if process.isdigit() else ""
            raise HubRuns(f"The hub of {path.parents[1]} runs already{how}.") from error
        yield Lock(file)


class Hub:
    """A JupyterHub in a process of its own.

    Parameters
    ----------
    config
        Its configuration file.
    state_dir
        Where its log goes, and where it works.
    environment
        What it gets of the environment.
    lock
        The lock of `alone`, which it holds for as long as it runs.
    """

    def __init__(self, config: Path, state_dir: Path, environment: Mapping[str, str], lock: Lock) -> None:
        self.log = state_dir / LOG
        with self.log.open("ab") as log:
            self._begins = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=state_dir,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # ctrl-C is for us alone: the hub is stopped in good order
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
        lock.held_by(self._process.pid)

    def wait_until_ready(self, address: str, seconds: float = START_SECONDS) -> None:
        """Wait until the hub answers at its public address.

        Raises
        ------
        HubFailed
            When it ends before, or has not answered in time.
        """
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check()
            with contextlib.suppress(OSError), opener.open(f"{address}/hub/health", timeout=5):
                return
            time.sleep(0.25)
        raise HubFailed(f"The hub has not answered at {address} for {seconds:.0f} s; {self._told()}")

    def check(self) -> None:
        """Check that the hub is running.

        Raises
        ------
        HubFailed
            When it has ended.
        """
        if self._process.poll() is not None:
            raise HubFailed(f"The hub has ended; {self._told()}")

    def wait(self) -> None:
        """Wait until the hub ends, which it does not do by itself.

        Raises
        ------
        HubFailed
            When it has ended.
        """
        self._process.wait()
        self.check()

    def stop(self) -> None:
        """Stop the hub, which stops its proxy, services and servers; `sweep` ends what is left of them."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _told(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._begins)
            lines = log.read()[-20_000:].decode(errors="replace").splitlines()
        errors = [line for line in lines if "Error" in line or "[C " in line or "[E " in line]
        last = (errors or lines or ["it said nothing"])[-1]
        return f"its last words: {printable(last.strip()[:300])} (more in {self.log})"


def sweep(variable: str, value: str) -> int:
    """End what a hub has left behind that was killed or did not stop in time.

    Parameters
    ----------
    variable, value
        A variable that all processes of the hub, and no others, have in their environment.

    Returns
    -------
    int
        How many processes there were.
    """
    left = [process for process in psutil.process_iter() if _has(process, variable, value)]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=_SWEEP_SECONDS)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=_SWEEP_SECONDS)
    return len(left)


def _has(process: psutil.Process, variable: str, value: str) -> bool:
    try:
        return process.pid != os.getpid() and bool(process.environ().get(variable) == value)
    except (psutil.Error, OSError):  # it has ended, or belongs to somebody else
        return False


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Turn the first signal that asks to stop into `Stopped`; later ones do nothing, while all is stopped."""

    def stop(number: int, frame: FrameType | None) -> None:
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
