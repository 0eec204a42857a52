"""Runs untrusted Python: a sandbox with run_cell, call, get and close. Knows nothing of grading."""

from __future__ import annotations

from autograder.sandbox.client import CallResult, CellResult, Error, Found, NotFound, Sandbox
from autograder.sandbox.errors import (
    IsolationUnavailable,
    SandboxEnded,
    SandboxFault,
    StudentCrashed,
    StudentOutOfMemory,
    StudentTimedOut,
)
from autograder.sandbox.limits import Limits
from autograder.sandbox.server import ForkServer, warm_server

__all__ = [
    "CallResult",
    "CellResult",
    "Error",
    "ForkServer",
    "Found",
    "IsolationUnavailable",
    "Limits",
    "NotFound",
    "Sandbox",
    "SandboxEnded",
    "SandboxFault",
    "StudentCrashed",
    "StudentOutOfMemory",
    "StudentTimedOut",
    "check_isolation",
    "warm_server",
]


def check_isolation() -> None:
    """Make one sandbox and run a cell in it.

    Raises
    ------
    IsolationUnavailable
        When this machine cannot isolate student code.
    """
    server = ForkServer(preload=())
    try:
        with Sandbox(server, Limits()) as sandbox:
            sandbox.run_cell("1 + 1", seconds=10.0)
    except SandboxFault as error:
        raise IsolationUnavailable(str(error)) from error
    finally:
        server.close()
