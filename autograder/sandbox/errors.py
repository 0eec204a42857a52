"""What can go wrong with a sandbox, each with its own class."""

from __future__ import annotations

from autograder.errors import AutograderError


class IsolationUnavailable(AutograderError):
    """Raised when this machine cannot isolate student code; nothing is run then."""


class SandboxFault(AutograderError):
    """Raised when the sandbox's own machinery failed, through no fault of the student's code."""


class SandboxEnded(Exception):
    """Raised when the student's process ended, or was ended, before it answered.

    Parameters
    ----------
    reason
        One sentence for the student.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StudentCrashed(SandboxEnded):
    """Raised when the student's process exited, was killed by a signal, or broke the connection."""


class StudentTimedOut(SandboxEnded):
    """Raised when the student's code did not stop in time, not even when interrupted."""


class StudentOutOfMemory(SandboxEnded):
    """Raised when the student's processes used more memory than they may."""
