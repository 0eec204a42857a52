"""Starts the fork server inside bubblewrap and asks it for sandboxes."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from autograder.sandbox import bwrap
from autograder.sandbox.errors import IsolationUnavailable, SandboxFault
from autograder.sandbox.limits import Limits

_HERE = Path(__file__).resolve().parent
_GUEST = ("seccomp", "isolate", "pages", "shell", "worker", "zygote")
_START_SECONDS = 120.0  # importing TensorFlow on a busy machine takes long
_EXIT_SECONDS = 30.0
_PATIENCE = 5.0  # with a sandbox that should end by itself, in seconds
# Run by the Python in the sandbox: its modules come over the socket, since none of ours is installed there.
_BOOTSTRAP = """
import json, socket, sys, types
control = socket.socket(fileno={fd})
size = int.from_bytes(control.recv(8), "big")
data = b"".join(iter(lambda: control.recv(1 << 16) or sys.exit("the grader has ended"), b"."))
assert len(data) == size
start = json.loads(data)
for name, source in start["modules"]:
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name + ".py", "exec", dont_inherit=True), module.__dict__)
sys.modules["zygote"].main(control, start["preload"], start["kept"])
"""


@dataclass(frozen=True)
class Exit:
    """How a sandbox ended, as its init reported.

    Parameters
    ----------
    status
        Exit status of the student's process; negative: the signal that killed it; None: unknown.
    out_of_memory
        Whether it was killed for using more memory than it may.
    peak_bytes
        Most memory of its own seen in use, in bytes; 0 where it was ended before it told.
    cpu_seconds
        CPU time of all its processes.
    largest_bytes
        Most memory of one of its processes, in bytes, libraries that it shares with others included.
    error
        What failed while the sandbox was set up, or an empty string.
    """

    status: int | None = None
    out_of_memory: bool = False
    peak_bytes: int = 0
    cpu_seconds: float = 0.0
    largest_bytes: int = 0
    error: str = ""


class ForkServer:
    """A warm process inside bubblewrap that forks sandboxes.

    Parameters
    ----------
    preload
        Modules that it imports before the first fork, so that no submission waits for them.
    secret
        Folders that no sandbox may see, wherever they lie.
    wait
        Whether to wait until it is ready. Otherwise the first sandbox waits, and may find that there can
        be none.

    Raises
    ------
    IsolationUnavailable
        When this machine cannot isolate; nothing was run then.
    """

    def __init__(
        self, preload: Sequence[str] = ("numpy",), secret: Sequence[Path] = (), *, wait: bool = True
    ) -> None:
        self.preload = tuple(preload)
        self.secret = tuple(secret)
        self._lock = threading.RLock()
        self._exits: dict[int, Exit] = {}
        self._next = 0
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the server
        self._control, guest_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = self._launch(guest_end)
        atexit.register(self.close)
        self._ready = False
        self._send_modules()
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the modules are imported and sandboxes can be forked.

        Raises
        ------
        IsolationUnavailable
            When this machine cannot isolate; nothing was run then.
        """
        with self._lock:
            if not self._ready:
                if self._read_event(_START_SECONDS).get("event") != "ready":
                    raise IsolationUnavailable(self._trouble())
                self._ready = True

    def _launch(self, guest_end: socket.socket) -> subprocess.Popen[bytes]:
        read, write = os.pipe()
        try:
            os.write(write, bwrap.passwd().encode())
            os.close(write)
            folder = Path(sys.executable).parent.resolve()
            bootstrap = _BOOTSTRAP.format(fd=guest_end.fileno())
            python = [str(folder / Path(sys.executable).name), "-I", "-c", bootstrap]
            return subprocess.Popen(
                [*bwrap.command(read, self.secret), *python],
                pass_fds=(guest_end.fileno(), read),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                cwd="/",
            )
        except OSError as error:
            raise IsolationUnavailable(f"bubblewrap could not be started: {error}.") from error
        finally:
            os.close(read)
            guest_end.close()

    def _send_modules(self) -> None:
        files = [("wire", _HERE / "wire.py"), *((name, _HERE / "guest" / f"{name}.py") for name in _GUEST)]
        modules = [(name, path.read_text(encoding="utf-8")) for name, path in files]
        kept = [str(folder) for folder in bwrap.python_folders() if folder.is_relative_to("/tmp")]
        data = json.dumps({"modules": modules, "preload": self.preload, "kept": kept}).encode()
        try:
            self._control.send(len(data).to_bytes(8, "big"))
            for start in range(0, len(data), 1 << 15):
                self._control.send(data[start : start + (1 << 15)])
            self._control.send(b".")
        except OSError:
            raise IsolationUnavailable(self._trouble()) from None

    def _trouble(self) -> str:
        """What the fork server said before it failed, for the instructor."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        self.close()
        said = lines[-1] if lines else "it said nothing"
        return (
            f"the sandbox could not be started, and student code is never run without it ({said}). "
            "Run 'autograder doctor' to see what this machine lacks."
        )

    @property
    def alive(self) -> bool:
        """Whether the fork server still runs."""
        return self._process.poll() is None

    def spawn(self, limits: Limits) -> tuple[int, socket.socket]:
        """Fork a sandbox.

        Returns
        -------
        int, socket.socket
            The sandbox's number and the connection to its worker.

        Raises
        ------
        IsolationUnavailable
            When the server did not become ready.
        SandboxFault
            When the server has ended since.
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with self._lock:
            self._next += 1
            number = self._next
            message = {"op": "spawn", "id": number, "limits": limits.for_guest()}
            try:
                socket.send_fds(self._control, [json.dumps(message).encode()], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise SandboxFault(f"the fork server does not answer ({error}); {self._trouble()}") from error
            finally:
                theirs.close()
        return number, ours

    def interrupt(self, number: int) -> None:
        """Raise KeyboardInterrupt in a sandbox's code."""
        self._say({"op": "interrupt", "id": number})

    def end(self, number: int) -> None:
        """End a sandbox with all that runs in it."""
        self._say({"op": "end", "id": number})

    def _say(self, message: dict[str, Any]) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._control.send(json.dumps(message).encode())

    def wait(self, number: int) -> Exit:
        """Wait until a sandbox has ended and return how.

        Raises
        ------
        SandboxFault
            When the fork server does not say.
        """
        with self._lock:
            waiting = [_PATIENCE, _EXIT_SECONDS - _PATIENCE]
            deadline = time.monotonic() + waiting.pop(0)
            while number not in self._exits:
                event = self._read_event(deadline - time.monotonic())
                if not event and not waiting:
                    raise SandboxFault("the fork server did not report how a sandbox ended")
                if not event:
                    self._say({"op": "kill", "id": number})
                    deadline = time.monotonic() + waiting.pop()
                    continue
                report = event.get("report", {})
                self._exits[event["id"]] = Exit(**report)
            return self._exits.pop(number)

    def _read_event(self, seconds: float) -> dict[str, Any]:
        """Next message of the fork server, or an empty one when it is gone or too slow."""
        ready, _, _ = select.select([self._control], [], [], max(0.0, seconds))
        if not ready:
            return {}
        try:
            data = self._control.recv(1 << 16)
        except OSError:
            return {}
        return dict(json.loads(data)) if data else {}

    def close(self) -> None:
        """End the fork server and every sandbox."""
        atexit.unregister(self.close)
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._log.close()


_servers: dict[tuple[tuple[str, ...], tuple[Path, ...]], ForkServer] = {}
_servers_lock = threading.Lock()


def warm_server(preload: Sequence[str], secret: Sequence[Path] = (), *, wait: bool = True) -> ForkServer:
    """Return this process's fork server for these modules; start it, or start it again, where needed.

    Parameters
    ----------
    preload, secret, wait
        See `ForkServer`. Who does not wait can go on while it imports.

    Raises
    ------
    IsolationUnavailable
        When this machine cannot isolate student code.
    """
    key = (tuple(preload), tuple(secret))
    with _servers_lock:
        server = _servers.get(key)
        if server is None or not server.alive:
            server = _servers[key] = ForkServer(*key, wait=wait)
    if wait:
        server.wait_until_ready()
    return server
