"""An IPython shell without a kernel: runs a cell and keeps its outputs in nbformat's form."""

from __future__ import annotations

import builtins
import io
import os
import signal
import subprocess
import sys
import traceback
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

FORMATS = ("text/plain", "image/png", "image/jpeg")


class Outputs:
    """The outputs of the running cell, up to a number of characters."""

    def __init__(self) -> None:
        self.limit = 0
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.items: list[dict[str, Any]] = []
        self.used = 0

    def add(self, item: dict[str, Any], size: int) -> None:
        """Keep an output of so many characters, if there is room."""
        if self.used > self.limit or len(self.items) > 2000:
            return
        self.used += size
        if self.used > self.limit:
            item = {"output_type": "stream", "name": "stderr", "text": "\n[more output was left out]\n"}
        self.items.append(item)

    def write(self, name: str, text: str) -> None:
        """Keep text of a stream, joined to what it wrote before."""
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            room = self.limit - self.used
            if room > 0:
                last["text"] += text[:room]
                self.used += len(text)
                if self.used > self.limit:
                    last["text"] += "\n[more output was left out]\n"
            return
        room = max(0, self.limit - self.used)
        self.add({"output_type": "stream", "name": name, "text": text[:room]}, min(len(text), room + 1))


class Stream(io.TextIOBase):
    """Takes the place of sys.stdout or sys.stderr."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self._name = name

    def write(self, text: str) -> int:
        """Keep the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._outputs.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return a number, as some programs expect."""
        return 1 if self._name == "stdout" else 2  # both lead to /dev/null


class Publisher(DisplayPublisher):  # type: ignore[misc]
    """Keeps what display() shows."""

    outputs: Outputs

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        """Keep what is displayed."""
        data = _plain(data)
        self.outputs.add({"output_type": "display_data", "data": data, "metadata": {}}, _size(data))

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        self.outputs.clear()


class ResultHook(DisplayHook):  # type: ignore[misc]
    """Keeps the value of a cell's last expression."""

    outputs: Outputs

    def write_output_prompt(self) -> None:
        """Write no prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Keep the value."""
        data = _plain(format_dict)
        item = {
            "output_type": "execute_result",
            "data": data,
            "metadata": {},
            "execution_count": self.prompt_count,
        }
        self.outputs.add(item, _size(data))


def _plain(data: dict[str, Any]) -> dict[str, str]:
    import base64

    kept: dict[str, str] = {}
    for kind in FORMATS:
        value = data.get(kind)
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode("ascii")
        if isinstance(value, str):
            kept[kind] = value
    return kept


def _size(data: dict[str, str]) -> int:
    return sum(len(text) for text in data.values())


class Shell(InteractiveShell):  # type: ignore[misc]
    """The shell of one sandbox; made once in the fork server, used in each child."""

    displayhook_class = Type(ResultHook)
    display_pub_class = Type(Publisher)
    outputs: Outputs
    failure: dict[str, Any] | None

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept `%matplotlib inline`; there is no screen."""

    def ask_exit(self) -> None:
        """Accept `exit()`: a notebook goes on with its next cell."""

    def system(self, cmd: str) -> None:
        """Run a shell escape; there is no terminal, so its output is shown when it has ended."""
        done = subprocess.run(
            self.var_expand(cmd, depth=1),
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        print(done.stdout.decode(errors="replace"), end="")
        self.user_ns["_exit_code"] = done.returncode

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        text = [str(line)[:4000] for line in stb][-40:]
        self.failure = {"output_type": "error", **describe(etype, evalue), "traceback": text}
        self.outputs.add(self.failure, sum(map(len, text)))


def describe(etype: type[BaseException], evalue: BaseException) -> dict[str, str]:
    """Name and message of an exception, shortened, whatever its __str__ does."""
    try:
        message = str(evalue)
    except Exception:
        message = ""
    return {"ename": str(getattr(etype, "__name__", "Exception"))[:80], "evalue": message[:2000]}


def make_shell() -> Shell:
    """Make the shell; called once, before any student's code is there."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"  # others take seconds over a deep recursion
    config.InteractiveShell.cache_size = 0
    shell: Shell = Shell.instance(config=config)
    outputs = Outputs()
    shell.outputs = shell.display_pub.outputs = shell.displayhook.outputs = outputs
    shell.failure = None
    shell.display_formatter.active_types = list(FORMATS)
    sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
    builtins.input = lambda prompt="": print(prompt) or ""  # nobody is there to answer
    return shell


def run_cell(shell: Shell, source: str, output_limit: int) -> dict[str, Any]:
    """Run one cell.

    Returns
    -------
    dict
        ``outputs``: list in nbformat's form; ``failure``: the error's name and message or None.
    """
    shell.outputs.limit = output_limit
    shell.outputs.clear()
    shell.failure = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        shell.run_cell(source, store_history=True)
    except KeyboardInterrupt as error:
        shell.failure = {"output_type": "error", **describe(type(error), error), "traceback": []}
        shell.outputs.add(shell.failure, 0)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    failure = shell.failure
    return {
        "outputs": shell.outputs.items,
        "failure": {"ename": failure["ename"], "evalue": failure["evalue"]} if failure else None,
    }


def where(error: BaseException) -> list[str]:
    """The last lines of the student's own code on the way to an exception, as ``cell line 3: code``."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__)[-30:]:
        if "ipython" in os.path.basename(frame.filename).lower() or frame.filename.startswith("<ipython"):
            lines.append(f"in {frame.name}, line {frame.lineno}: {(frame.line or '').strip()}"[:200])
    return lines[-3:]
