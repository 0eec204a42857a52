"""The service: notices hand-ins, hands them to the processes that grade, shows the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from pathlib import Path

from watchfiles import awatch

from autograder.watch.desk import Desk, Task
from autograder.watch.steps import Steps
from autograder.watch.worker import Worker

log = logging.getLogger("autograder.watch")


def once(desk: Desk, told: Callable[[Task], None] = lambda task: None) -> int:
    """Grade all that waits, one after the other in this process, and return how many hand-ins that were.

    Parameters
    ----------
    desk
        The queue.
    told
        Is called with each hand-in before it is graded.
    """
    steps, done = Steps(desk.root), 0
    desk.look()
    while (task := desk.next()) is not None:
        told(task)
        desk.finish(task, steps.work(task.job.name) if task.job else steps.refresh(task.assignment))
        done += task.job is not None
        desk.look()
    return done


class Service:
    """Runs until it is told to stop.

    Parameters
    ----------
    desk
        The queue.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._wake = asyncio.Event()
        self._stop = asyncio.Event()
        self._busy: dict[asyncio.Task[None], Worker] = {}
        self._idle = [Worker(desk.root, desk.lock) for _ in range(desk.watch.workers)]

    def wake(self) -> None:
        """Have it look at once: something has changed."""
        self._wake.set()

    def stop(self) -> None:
        """Have it end."""
        self._stop.set()
        self._wake.set()

    async def run(self) -> None:
        """Watch and grade."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        watching: asyncio.Task[None] | None = None
        try:
            while not self._stop.is_set():
                self._wake.clear()
                folder = self.desk.look()
                if folder is not None and (watching is None or watching.done()):
                    watching = asyncio.create_task(self._notice(folder))
                self._hand_out()
                rest = self.desk.rest_seconds()
                longest = self.desk.watch.scan_seconds
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), min(longest, rest or longest))
        finally:
            for task in [watching, *self._busy]:
                if task is not None:
                    task.cancel()
            for worker in [*self._idle, *self._busy.values()]:
                await worker.close()

    async def _notice(self, folder: Path) -> None:
        """Look as soon as something changes in the inbound folder."""
        with contextlib.suppress(OSError, RuntimeError):  # then only the regular looks find hand-ins
            async for _ in awatch(folder, step=50, debounce=400, stop_event=self._stop):
                self.wake()

    def _hand_out(self) -> None:
        while self._idle and (task := self.desk.next()) is not None:
            worker = self._idle.pop()
            running = asyncio.create_task(self._do(worker, task))
            self._busy[running] = worker
            running.add_done_callback(self._done)

    async def _do(self, worker: Worker, task: Task) -> None:
        self.desk.finish(task, await worker.do(task))

    def _done(self, running: asyncio.Task[None]) -> None:
        self._idle.append(self._busy.pop(running))
        if not running.cancelled() and running.exception() is not None:
            log.error("The queue cannot be written.", exc_info=running.exception())
            self.stop()  # a fresh start puts all in order
            return
        self.wake()
