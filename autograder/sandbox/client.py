"""One sandbox, as the trusted side uses it: run a cell, call a function, get a value, close."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import numpy as np

from autograder.sandbox import wire
from autograder.sandbox.errors import (
    SandboxEnded,
    SandboxFault,
    StudentCrashed,
    StudentOutOfMemory,
    StudentTimedOut,
)
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.server import Exit, ForkServer


@dataclass(frozen=True)
class Error:
    """An exception in the student's code: its type's name, its message, and where, as they tell it."""

    name: str
    message: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellResult:
    """What running a cell gave.

    Parameters
    ----------
    outputs
        In nbformat's form, not yet checked: hostile.
    error
        The exception that ended the cell, if one did.
    timed_out
        Whether it was interrupted for taking too long.
    """

    outputs: list[Any] = field(default_factory=list)
    error: Error | None = None
    timed_out: bool = False


@dataclass(frozen=True)
class CallResult:
    """What one call gave: a value (hostile), or an error; the arguments after it where asked for."""

    value: Any = None
    error: Error | None = None
    timed_out: bool = False
    arguments_after: Any = None


@dataclass(frozen=True)
class Found:
    """A name's value (hostile). `rebound`: some name stands for something else than at the view by now."""

    value: Any
    rebound: bool
    error: Error | None = None


class NotFound(Exception):
    """Raised when the student's code has no such name."""


class Sandbox:
    """A fresh child of the fork server, with one submission's code in it.

    Parameters
    ----------
    server
        The fork server.
    limits
        What the child may use.
    environment
        Environment variables for the student's code.
    files
        Names (relative, checked by the caller) and contents of files in its working directory.

    Raises
    ------
    SandboxFault
        When the sandbox cannot be made.
    """

    def __init__(
        self,
        server: ForkServer,
        limits: Limits,
        environment: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        self._server = server
        self._limits = limits
        self._request = 0
        self._exit: Exit | None = None
        self._number, self._sock = server.spawn(limits)
        self._reader = wire.Reader(self._sock)
        files = files or {}
        contents = [np.frombuffer(content, dtype=np.uint8) for content in files.values()]
        message = {"op": "start", "environment": dict(environment or {}), "files": list(files)}
        try:
            self._ask(message, contents, 60.0)
        except SandboxEnded as error:
            detail = self._exit.error if self._exit else ""
            raise SandboxFault(f"a sandbox could not be made: {detail or error.reason}") from error

    def run_cell(self, source: str, seconds: float) -> CellResult:
        """Run one cell's source, at most `seconds` of wall time.

        Raises
        ------
        SandboxEnded
            When the process did not survive it.
        """
        message = {"op": "cell", "source": source, "output_limit": int(self._limits.output_mb * MIB)}
        reply, _, timed_out = self._ask(message, None, seconds)
        outputs = reply.get("outputs")
        return CellResult(outputs if isinstance(outputs, list) else [], _error(reply), timed_out)

    def mark(self, view: str) -> None:
        """Remember what each name stands for now, under the name of a view."""
        self._ask({"op": "mark", "view": view}, None, self._limits.call_seconds)

    def get(self, name: str, view: str | None = None) -> Found:
        """Return the value of a name, as it was at a view if it was defined then, else as it is now.

        Raises
        ------
        NotFound
            When there is no such name.
        SandboxEnded
        """
        reply, value, timed_out = self._ask(
            {"op": "get", "name": name, "view": view}, None, self._limits.call_seconds
        )
        if reply.get("found") is not True:
            raise NotFound(name)
        error = Error("TimeoutError", "reading it took too long") if timed_out else _error(reply)
        return Found(value, reply.get("rebound") is True, error)

    def call(
        self,
        name: str,
        calls: Sequence[tuple[tuple[Any, ...], dict[str, Any]]],
        *,
        view: str | None = None,
        seconds: float | None = None,
        arguments_after: bool = False,
        read_only: Sequence[bool] | None = None,
        source: str = "",
    ) -> tuple[bool, Iterator[CallResult]]:
        """Call a function several times.

        Parameters
        ----------
        name
            Name of the function.
        calls
            Positional and keyword arguments of each call: plain values.
        view
            See `get`.
        seconds
            Wall time of each call (default: the limit).
        arguments_after
            Whether to return the arguments as they are after the call.
        read_only
            Per call, whether its arrays are read-only.
        source
            What defines the function. It is run anew, in names of its own; those that it does not define
            are looked up among the names of the cells. Without it, the function is one of these.

        Returns
        -------
        bool
            See `Found.rebound`.
        iterator of CallResult
            One per call, as it comes; it stops after one that timed out, and raises `SandboxEnded` when
            the process did not survive a call.

        Raises
        ------
        NotFound
            When there is no such name, or it is not a function.
        SandboxEnded
        """
        seconds = self._limits.call_seconds if seconds is None else seconds
        message = {
            "op": "call",
            "name": name,
            "view": view,
            "source": source,
            "read_only": list(read_only or [False] * len(calls)),
            "arguments_after": arguments_after,
            "output_limit": 1000,
        }
        reply, _, _ = self._ask(message, [list(call) for call in calls], seconds)
        if reply.get("callable") is not True:
            raise NotFound(name)
        return reply.get("rebound") is True, self._results(len(calls), seconds)

    def _results(self, count: int, seconds: float) -> Iterator[CallResult]:
        for _call in range(count):
            reply, values, timed_out = self._answer(seconds)
            error = _error(reply)
            if not error and not timed_out and not (isinstance(values, list) and len(values) == 2):
                raise self._broken("its answer to a call had an unknown form")
            value, after = values if isinstance(values, list) and len(values) == 2 else (None, None)
            yield CallResult(value, error, timed_out, after)
            if timed_out:
                self.close()  # the calls that follow would only wait as well
                return

    def _ask(self, message: dict[str, Any], values: Any, seconds: float) -> tuple[dict[str, Any], Any, bool]:
        self._request += 1
        if self._exit is not None:
            raise StudentCrashed("the process had ended")
        self._sock.settimeout(60.0)
        try:
            wire.send(self._sock, {**message, "id": self._request}, values)
        except wire.ConnectionLost:
            raise self._ended() from None
        return self._answer(seconds)

    def _answer(self, seconds: float) -> tuple[dict[str, Any], Any, bool]:
        """Wait for an answer; interrupt the code when time is up, and kill it when that does not help."""
        size = int(self._limits.answer_mb * MIB)
        timed_out = False
        try:
            try:
                message, values = self._reader.receive(size, time.monotonic() + seconds)
            except wire.DeadlinePassed:
                timed_out = True
                self._server.interrupt(self._number)
                grace = time.monotonic() + self._limits.grace_seconds
                message, values = self._reader.receive(size, grace)
        except wire.DeadlinePassed:
            self.close()
            raise StudentTimedOut("it did not stop when its time was up, and was ended") from None
        except wire.ConnectionLost:
            raise self._ended() from None
        except wire.WireError as error:
            raise self._broken(str(error)) from None
        if message.get("id") != self._request:
            raise self._broken("an answer came that nobody had asked for")
        return message, values, timed_out

    def _broken(self, detail: str) -> StudentCrashed:
        self.close()
        return StudentCrashed(f"the connection to the student's process could not be used any more: {detail}")

    def _ended(self) -> SandboxEnded:
        """Why the process is gone."""
        end = self.close()
        if end.error:
            return StudentCrashed(end.error)
        if end.out_of_memory:
            return StudentOutOfMemory(
                f"it used more than the {self._limits.memory_mb} MiB of memory that it may"
            )
        if end.status is not None and end.status < 0:
            return StudentCrashed(f"the Python process was ended by signal {-end.status}")
        return StudentCrashed("the Python process ended itself")

    def close(self) -> Exit:
        """End the sandbox with all that runs in it and return how it ended; safe to repeat."""
        if self._exit is None:
            self._sock.close()
            self._server.end(self._number)
            self._exit = self._server.wait(self._number)
        return self._exit

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _error(reply: dict[str, Any]) -> Error | None:
    """The error that a reply tells of, with every part checked and shortened."""
    failure = reply.get("failure")
    if not isinstance(failure, dict):
        return None
    where = failure.get("where")
    lines = tuple(str(line)[:200] for line in where[:3]) if isinstance(where, list) else ()
    return Error(_text(failure.get("ename"), 80) or "Exception", _text(failure.get("evalue"), 500), lines)


def _text(value: Any, length: int) -> str:
    return value[:length] if isinstance(value, str) else ""
