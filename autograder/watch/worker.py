"""A process that grades one hand-in after the other, as the service tells it, and ends with the service."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import queue
import sys
import threading
from pathlib import Path
from typing import IO

from autograder.watch.desk import Task
from autograder.watch.steps import Ending, Result, Steps


class Worker:
    """The service's side of such a process.

    Parameters
    ----------
    root
        The course directory.
    lock
        The service's lock, which the process holds as long as it lives: a service that is started after
        this one was killed waits until nothing is being graded any more.
    """

    def __init__(self, root: Path, lock: int) -> None:
        self._root = root
        self._lock = lock
        self._process: asyncio.subprocess.Process | None = None

    async def do(self, task: Task) -> Result:
        """Have something done.

        Returns
        -------
        Result
            Also where the process ended; the next call starts another.
        """
        if self._process is None or self._process.returncode is not None:
            self._process = await self._start()
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        asked = {"work": task.job.name} if task.job else {"refresh": task.assignment}
        with contextlib.suppress(ConnectionError):
            stdin.write(json.dumps(asked).encode() + b"\n")
            await stdin.drain()
        line = await stdout.readline()
        if line.endswith(b"\n"):
            return Result.from_json(line.decode())
        code = await self._process.wait()
        return Result(Ending.FAILED, f"The process that graded it ended with status {code}.")

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "autograder.watch.worker", str(self._root)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=(self._lock,),
        )

    async def close(self) -> None:
        """End the process, whatever it does: nothing is lost by that."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


def main() -> None:
    """Do what is asked, a line each, until there is nobody left who asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    steps = Steps(parser.parse_args().root)
    # what is printed on the way (by a hook, say) must not be taken for an answer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, asked), daemon=True).start()
    while True:
        task = json.loads(asked.get())
        result = steps.work(task["work"]) if "work" in task else steps.refresh(task["refresh"])
        answers.write(f"{result.to_json()}\n")
        answers.flush()


def _listen(lines: IO[str], asked: queue.SimpleQueue[str]) -> None:
    for line in lines:
        asked.put(line)
    os._exit(0)  # the service has ended, perhaps was killed; so does this, in the middle of a hand-in


if __name__ == "__main__":
    main()
