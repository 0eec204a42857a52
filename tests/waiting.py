"""Waits for what other processes do, and leaves them the processor meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_PAUSE_SECONDS = 0.02


def until(ask: Callable[[], T], goes_on: Callable[[], bool], ended: Callable[[], object] = lambda: "") -> T:
    """Ask until the answer is true, and return it.

    Parameters
    ----------
    ask
        What is waited for.
    goes_on
        Whether it may still come: the process that brings it runs.
    ended
        What to say where it cannot come any more.
    """
    while not (found := ask()):
        assert goes_on(), ended()
        time.sleep(_PAUSE_SECONDS)
    return found
