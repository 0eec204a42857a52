"""Runs a notebook's cells in a sandbox, and starts it again where a cell or a call ended the process.

A notebook whose third cell kills its own process still deserves the marks of the others. So the
sandbox is made anew, the cells run again without the fatal one, and the work goes on from there.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.helpers import Helpers
from autograder.outcomes import Outcome
from autograder.sandbox import (
    CellResult,
    Error,
    ForkServer,
    Limits,
    Sandbox,
    SandboxEnded,
    SandboxFault,
    StudentCrashed,
    StudentOutOfMemory,
    StudentTimedOut,
)

OUTCOME_OF = {
    StudentCrashed: Outcome.CRASHED,
    StudentTimedOut: Outcome.TIMED_OUT,
    StudentOutOfMemory: Outcome.OUT_OF_MEMORY,
}
NO_HELPERS = Helpers()
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # Keras prints its errors in bold type
_NO_TIME = "the time for the whole notebook was used up"


@dataclass(frozen=True)
class Step:
    """One thing to do: run a source, or, at a grade cell, remember the names as they are.

    Parameters
    ----------
    key
        Position of the cell in the notebook.
    source
        Source to run, or None at a grade cell.
    view
        The grade cell's id, or None.
    """

    key: int
    source: str | None = None
    view: str | None = None


@dataclass
class CellRun:
    """What became of one cell.

    Parameters
    ----------
    outputs
        In nbformat's form, not yet checked: hostile.
    outcome
        `Outcome.PASSED` where the cell ran to its end.
    message
        What happened otherwise, for the student.
    error_name
        Type of the exception that ended it, as the student's process tells it.
    """

    outputs: list[Any] = field(default_factory=list)
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    error_name: str = ""


class Execution:
    """One notebook in its sandbox.

    Parameters
    ----------
    server
        The warm fork server.
    limits
        What the notebook may use.
    steps
        Its cells in order.
    environment, files
        See `autograder.sandbox.Sandbox`.
    helpers
        The teacher's functions that look at the student's.

    Attributes
    ----------
    seconds
        Wall time spent until now on making sandboxes (``sandbox``) and running cells (``cells``).
    peak_bytes
        Most memory that a sandbox which has ended was seen to use, shared libraries included.
    cpu_seconds
        CPU time of the sandboxes that have ended.
    """

    def __init__(
        self,
        server: ForkServer,
        limits: Limits,
        steps: Sequence[Step],
        environment: Mapping[str, str],
        files: Mapping[str, bytes],
        helpers: Helpers = NO_HELPERS,
    ) -> None:
        self.limits = limits
        self.helpers = helpers
        self.runs: dict[int, CellRun] = {}
        self.restarts = 0
        self.seconds = {"sandbox": 0.0, "cells": 0.0}
        self.peak_bytes = 0
        self.cpu_seconds = 0.0
        self._server = server
        self._steps = list(steps)
        self._environment = environment
        self._files = files
        self._fatal: set[int] = set()
        self._sandbox: Sandbox | None = None
        self._cells_left = limits.notebook_seconds

    def sandbox(self) -> Sandbox:
        """Return the live sandbox, all cells run; make it, or make it anew, where needed.

        Raises
        ------
        SandboxEnded
            When the notebook was started again too often.
        SandboxFault
            When no sandbox can be made.
        """
        while self._sandbox is None:
            if self.restarts > self.limits.restarts:
                raise StudentCrashed("the notebook's process ended too often to be started again")
            self._sandbox = self._start()
        return self._sandbox

    def trouble_with(self, name: str) -> str:
        """What happened to the cells that mention a name and did not end well, or an empty text."""
        for step in self._steps:
            run = self.runs.get(step.key)
            if run is None or run.outcome is Outcome.PASSED:
                continue
            if re.search(rf"\b{re.escape(name)}\b", step.source or ""):
                return run.message.replace("This cell", "Its cell", 1)
        return ""

    def lost(self) -> None:
        """Take note that a call ended the sandbox; the next use makes a new one.

        These are not counted: the time for all tests together bounds them, and one endless function
        must not cost the marks of the others.
        """
        self.close()

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            with contextlib.suppress(SandboxFault):  # it is gone with its server, and nothing is asked of it
                self._end(self._sandbox)
            self._sandbox = None

    def _end(self, sandbox: Sandbox) -> None:
        end = sandbox.close()
        self.peak_bytes = max(self.peak_bytes, end.peak_bytes, end.largest_bytes)
        self.cpu_seconds += end.cpu_seconds

    def _start(self) -> Sandbox | None:
        """A new sandbox with all cells run, or None where a cell ended it."""
        start = time.monotonic()
        sandbox = Sandbox(self._server, self.limits, self._environment, self._files)
        begun = time.monotonic()
        self.seconds["sandbox"] += begun - start
        try:
            return self._run_steps(sandbox)
        finally:
            self.seconds["cells"] += time.monotonic() - begun

    def _run_steps(self, sandbox: Sandbox) -> Sandbox | None:
        self._cells_left = self.limits.notebook_seconds
        for step in self._steps:
            if step.key in self._fatal:
                continue
            try:
                if step.view is not None:
                    sandbox.mark(step.view)
                elif step.source is not None:
                    self._run(sandbox, step.key, step.source)
            except SandboxEnded as end:
                self._fatal.add(step.key)
                self.restarts += 1
                if step.view is None:
                    run = self.runs.get(step.key, CellRun())
                    message = f"This cell ended the notebook's process: {end.reason}."
                    self.runs[step.key] = CellRun(run.outputs, OUTCOME_OF[type(end)], message)
                self._end(sandbox)
                return None
        return sandbox

    def _run(self, sandbox: Sandbox, key: int, source: str) -> None:
        seconds = min(self.limits.cell_seconds, self._cells_left)
        if seconds <= 0:
            self.runs.setdefault(key, CellRun([], Outcome.TIMED_OUT, f"This cell was not run: {_NO_TIME}."))
            return
        start = time.monotonic()
        try:
            result = sandbox.run_cell(source, seconds)
        finally:
            self._cells_left -= time.monotonic() - start
        self.runs.setdefault(key, _cell_run(result, seconds))


def _cell_run(result: CellResult, seconds: float) -> CellRun:
    if result.timed_out:
        message = f"This cell was stopped after {seconds:.0f} s, the time a cell may take."
        return CellRun(result.outputs, Outcome.TIMED_OUT, message, "TimeoutError")
    if result.error is None:
        return CellRun(result.outputs)
    message = f"This cell ended with an error: {told(result.error)}"
    return CellRun(result.outputs, outcome_of(result.error), message, result.error.name)


def outcome_of(error: Error) -> Outcome:
    """Which outcome an exception in the student's code is."""
    return Outcome.OUT_OF_MEMORY if error.name in ("MemoryError", "_ArrayMemoryError") else Outcome.CRASHED


def told(error: Error) -> str:
    """An exception as one line, its message shortened: it may have been made to carry things out."""
    message = " ".join(_COLOURS.sub("", error.message).split())
    message = message if len(message) <= 200 else message[:200] + "…"
    return f"{error.name}: {message}" if message else error.name
