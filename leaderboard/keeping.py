"""Keeps a command running beside the page: one that ends is started again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until it is started again; longer each time it ends soon."""
SOON = 60.0


async def keep(
    command: Sequence[str],
    told: Callable[[str], object],
    pauses: Sequence[float] = PAUSES,
    soon: float = SOON,
) -> None:
    """Run a command for ever; being cancelled ends it.

    Parameters
    ----------
    command
        Program and arguments.
    told
        Is told, in a sentence, that it has ended.
    pauses
        Seconds to wait before each start; the last one goes on to count.
    soon
        Who ran for longer than this, in seconds, begins with the first pause again.
    """
    loop, failed = asyncio.get_running_loop(), 0
    while True:
        started = loop.time()
        process = await asyncio.create_subprocess_exec(*command)
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
        failed = 0 if loop.time() - started > soon else failed
        pause = pauses[min(failed, len(pauses) - 1)]
        failed += 1
        told(f"The worker has ended ({_reason(status)}); it is started again in {pause:.0f} s.")
        await asyncio.sleep(pause)


def _reason(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"
