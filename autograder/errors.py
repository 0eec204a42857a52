"""The root of this project's exceptions."""

from __future__ import annotations


class AutograderError(Exception):
    """Raised when a command cannot do what it was asked; the message says what to do about it."""
