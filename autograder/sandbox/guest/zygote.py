"""The fork server: imports what notebooks need once, then forks a sandbox for each submission.

It runs inside bubblewrap, never runs a student's code itself, and holds no secret: what it has in
memory, every child inherits.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
from typing import Any

import isolate
import pages
import seccomp
import shell as ipython
import worker

_SIGNALS = {"interrupt": signal.SIGUSR1, "end": signal.SIGTERM, "kill": signal.SIGKILL}


class Zygote:
    """Serves the trusted side's control socket."""

    def __init__(self, control: socket.socket, preload: list[str], kept: list[str]) -> None:
        self.control = control
        self.kept = kept
        self.program = seccomp.build()
        self.shell = ipython.make_shell()
        for module in preload:
            importlib.import_module(module)
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.running: dict[int, dict[str, Any]] = {}  # read end of a report pipe -> sandbox
        gc.collect()
        gc.freeze()  # keeps children from copying pages only because of the collector's marks
        pages.join()

    def serve(self) -> None:
        """Serve until the trusted side goes away."""
        self.say(event="ready")
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.control:
                    if not self.obey():
                        return
                else:
                    self.read_report(int(key.fd))

    def say(self, **message: Any) -> None:
        """Tell the trusted side something."""
        self.control.send(json.dumps(message).encode())

    def obey(self) -> bool:
        """Do what the trusted side asks; False when it has gone."""
        data, fds, _, _ = socket.recv_fds(self.control, 1 << 16, 1)
        if not data:
            return False
        message = json.loads(data)
        if message["op"] == "spawn":
            self.spawn(message, fds[0])
        else:
            sandbox = next((s for s in self.running.values() if s["id"] == message["id"]), None)
            if sandbox is not None and sandbox["init"]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(sandbox["init"], _SIGNALS[message["op"]])
        return True

    def spawn(self, message: dict[str, Any], channel: int) -> None:
        """Fork a sandbox."""
        read, write = os.pipe()
        guard = isolate.spawn(
            channel,
            write,
            {**message["limits"], "kept": self.kept},
            self.program,
            lambda fd: worker.run(fd, self.shell),
        )
        os.close(channel)
        os.close(write)
        self.running[read] = {"id": message["id"], "guard": guard, "init": 0, "text": b""}
        self.selector.register(read, selectors.EVENT_READ)

    def read_report(self, fd: int) -> None:
        """Read what a sandbox has to say, and pass on how it ended."""
        sandbox = self.running[fd]
        data = os.read(fd, 4096)
        sandbox["text"] += data
        lines = sandbox["text"].split(b"\n")[:-1]
        sandbox["init"] = next((int(line) for line in lines if line.isdigit()), 0)
        if data:
            return
        report: dict[str, Any] = next((json.loads(line) for line in lines if not line.isdigit()), {})
        self.selector.unregister(fd)
        os.close(fd)
        del self.running[fd]
        _, _, used = os.wait4(sandbox["guard"], 0)  # with all its descendants
        report["cpu_seconds"] = used.ru_utime + used.ru_stime
        report["largest_bytes"] = used.ru_maxrss * 1024
        self.say(event="exit", id=sandbox["id"], report=report)


def main(control: socket.socket, preload: list[str], kept: list[str]) -> None:
    """Run the fork server on an open control socket."""
    Zygote(control, preload, kept).serve()
