"""Runs `autograder.watch` in processes of its own, and kills them at a chosen moment.

A moment is a number: the process counts the steps by which it changes or reads something outside of itself
(files, the database, other processes), and kills itself before the step of that number.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

_PREFIXES = ("open", "os.", "shutil.", "sqlite3.", "subprocess.", "socket.")


class Runner:
    """A process that has imported all that is needed, and forks for each run."""

    def __enter__(self) -> Runner:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            cwd="/",  # nbgrader would read the configuration of a course that it is started in as well
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def run(self, root: Path, kill_at: int | None = None) -> int | None:
        """Grade all that waits; return how many steps that took, or None where it was killed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps([str(root), kill_at]), file=self._process.stdin, flush=True)
        status, steps = json.loads(self._process.stdout.readline())
        if status == -signal.SIGKILL:
            return None
        assert status == 0, f"the run ended with status {status}"
        return int(steps)


def main() -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    from autograder.watch.desk import Desk
    from autograder.watch.service import once

    for line in sys.stdin:
        root, kill_at = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            steps = 0

            def step(name: str, *_: object, last: int | None = kill_at) -> None:
                nonlocal steps
                if name.startswith(_PREFIXES):
                    steps += 1
                    if steps == last:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(step)
            event.listen(Engine, "before_cursor_execute", lambda *_, **__: step("sqlite3."))
            event.listen(Engine, "commit", lambda *_, **__: step("sqlite3."))
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            try:
                once(Desk(Path(root)))
                os.write(writing, str(steps).encode())
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        with open(reading) as answer:
            counted = answer.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), int(counted or 0)]), flush=True)


if __name__ == "__main__":
    main()
