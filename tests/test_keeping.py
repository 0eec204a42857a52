"""A worker that ends is started again, and ends with the page."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from leaderboard.keeping import keep

# Writes its number down and waits for a signal; reading from a pipe that nobody writes to takes no time.
WAITS = (
    "import os, sys; print(os.getpid(), file=open(sys.argv[1], 'a'), flush=True); os.read(os.pipe()[0], 1)"
)
ENDS = "import os, sys; print(os.getpid(), file=open(sys.argv[1], 'a')); sys.exit(3)"


def run(path: Path, code: str, wanted: int, do: Callable[[int], object] = lambda pid: None) -> list[str]:
    """Keep a program until it was started several times; return what was told."""
    told: list[str] = []
    path.touch()

    async def main() -> None:
        task = asyncio.create_task(keep([sys.executable, "-c", code, str(path)], told.append, (0.0,)))
        seen = 0
        async with asyncio.timeout(60):
            while seen < wanted:
                started = path.read_text().split()
                if len(started) > seen:
                    seen = len(started)
                    if seen < wanted:
                        do(int(started[-1]))
                await asyncio.sleep(0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(main())
    for pid in map(int, path.read_text().split()):
        assert not Path(f"/proc/{pid}").exists()  # nobody is left
    return told


def test_who_is_killed_is_started_again(tmp_path: Path) -> None:
    told = run(tmp_path / "log", WAITS, 3, lambda pid: os.kill(pid, signal.SIGKILL))
    assert len(told) == 2 and all("killed by SIGKILL" in text and "started again" in text for text in told)


def test_who_fails_is_started_again(tmp_path: Path) -> None:
    told = run(tmp_path / "log", ENDS, 3)
    assert len(told) >= 2 and "exit status 3" in told[0]
