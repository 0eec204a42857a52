"""What the process with the student's code does: run cells, call functions, hand out values.

Whatever it answers is hearsay to the trusted side, since the student's code may have changed
anything in here.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any

import numpy as np
import shell as ipython
import wire

_ABSENT = object()
_IPYTHONS = re.compile(r"_+|_i+|_i?\d+|_[iod]h|_exit_code|In|Out|__\w+__")


class Worker:
    """Serves the requests of the trusted side, one after the other."""

    def __init__(self, sock: socket.socket, shell: ipython.Shell) -> None:
        self.sock = sock
        self.reader = wire.Reader(sock)
        self.shell = shell
        self.views: dict[str, dict[str, Any]] = {}

    def serve(self) -> None:
        """Answer requests until the connection closes."""
        while True:
            message, values = self.reader.receive(1 << 31)
            getattr(self, "do_" + message["op"])(message, values)

    def reply(self, message: dict[str, Any], values: Any = None, **body: Any) -> None:
        """Answer a request."""
        wire.send(self.sock, {"id": message["id"], **body}, values)

    def do_start(self, message: dict[str, Any], values: Any) -> None:
        """Set the environment and put the allowed files into the working directory."""
        os.environ.update(message["environment"])
        for name, content in zip(message["files"], values, strict=True):
            os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
            with open(name, "wb") as file:
                file.write(content)
        sys.path.insert(0, os.getcwd())
        self.reply(message)

    def do_cell(self, message: dict[str, Any], values: Any) -> None:
        """Run one cell; then remember what each name stood for, if the trusted side asks for it."""
        result = ipython.run_cell(self.shell, message["source"], message["output_limit"])
        self.reply(message, **result)

    def do_mark(self, message: dict[str, Any], values: Any) -> None:
        """Remember what each name stands for now, under the name of a view."""
        self.views[message["view"]] = dict(self.shell.user_ns)
        self.reply(message)

    @contextlib.contextmanager
    def looking_from(self, view: str | None) -> Iterator[bool]:
        """Have names mean what they meant at a view; those defined later keep their meaning.

        Yields whether some name means something else by now.
        """
        now = self.shell.user_ns
        then = {
            name: value
            for name, value in self.views.get(view or "", {}).items()
            if not _IPYTHONS.fullmatch(name)
        }
        changed = {name: now.get(name, _ABSENT) for name in then if now.get(name, _ABSENT) is not then[name]}
        now.update({name: then[name] for name in changed})
        try:
            yield bool(changed)
        finally:
            for name, value in changed.items():
                if value is _ABSENT:
                    now.pop(name, None)
                else:
                    now[name] = value

    def do_get(self, message: dict[str, Any], values: Any) -> None:
        """Hand out the value of a name."""
        name = message["name"]
        with self.looking_from(message["view"]) as rebound:
            if name in self.shell.user_ns:
                self.reply_value(message, self.shell.user_ns[name], found=True, failure=None, rebound=rebound)
            else:
                self.reply(message, found=False, rebound=rebound)

    def reply_value(self, message: dict[str, Any], value: Any, **body: Any) -> None:
        """Send a value of the student's; looking at it may run code of theirs, which may fail."""
        try:
            self.reply(message, value, **body)
        except wire.ConnectionLost:
            raise
        except Exception as error:
            body["failure"] = {**ipython.describe(type(error), error), "where": []}
            self.reply(message, None, **body)

    def do_call(self, message: dict[str, Any], values: Any) -> None:
        """Call one function several times; an answer goes out after each call."""
        name = message["name"]
        with self.looking_from(message["view"]) as rebound:
            function = self.function(name, message["source"])
            self.reply(message, callable=callable(function), rebound=rebound)
            if callable(function):
                self.call_all(message, function, values)

    def function(self, name: str, source: str) -> Any:
        """The function of a name: as the source defines it, where there is one."""
        if not source:
            return self.shell.user_ns.get(name)
        # built-in names are looked up last, so that is where the names of the cells go
        names = {"__name__": "helpers", "__builtins__": {**self.shell.user_ns, **vars(builtins)}}
        try:
            exec(_compiled(source), names)
        except Exception:  # such as an import that the student's code has broken
            return None
        return names.get(name)

    def call_all(self, message: dict[str, Any], function: Any, values: Any) -> None:
        """Call a function with each of the given arguments."""
        for (args, kwargs), read_only in zip(values, message["read_only"], strict=True):
            args = tuple(own(value, read_only) for value in args)
            kwargs = {key: own(value, read_only) for key, value in kwargs.items()}
            self.reply_to_call(message, function, args, kwargs)

    def reply_to_call(self, message: dict[str, Any], function: Any, args: Any, kwargs: Any) -> None:
        """Call a function once and answer with its value or exception."""
        self.shell.outputs.limit = message["output_limit"]
        self.shell.outputs.clear()
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                value = function(*args, **kwargs)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        except BaseException as error:
            failure = {**ipython.describe(type(error), error), "where": ipython.where(error)}
            self.reply(message, failure=failure)
            return
        after = [args, kwargs] if message["arguments_after"] else None
        self.reply_value(message, [value, after], failure=None)


@functools.cache
def _compiled(source: str) -> CodeType:
    """Compile the helpers: each of some ten calls runs them anew."""
    return compile(source, "<helpers>", "exec")


def own(value: Any, read_only: bool) -> Any:
    """A copy of an array that the called function may change, or may not; anything else as it is."""
    if isinstance(value, str):
        # as if it stood in the source code: beginners compare texts with `is`
        return sys.intern(value)
    if not isinstance(value, np.ndarray):
        return value
    value = value.copy()
    value.flags.writeable = not read_only
    return value


def run(channel: int, shell: ipython.Shell) -> None:
    """Serve on the channel, then end the process without running exit handlers."""
    try:
        Worker(socket.socket(fileno=channel), shell).serve()
    except wire.ConnectionLost:
        os._exit(0)
    except BaseException:
        os._exit(70)
    os._exit(0)
