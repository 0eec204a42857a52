"""Which proxy the hub starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import doctor
from autograder.doctor import Status
from autograder.hub import proxy


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    proxy.command.cache_clear()
    yield
    proxy.command.cache_clear()


def on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of the proxy's name on the PATH, and hide the one that bin/setup has installed."""
    program = folder / proxy.NAME
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "prefix", str(folder))


def test_the_installed_proxy_runs_on_the_bundled_node() -> None:
    node, script = proxy.command()
    assert Path(script).is_relative_to(sys.prefix)
    done = subprocess.run([node, script, "--help"], capture_output=True, text=True, check=True)
    assert "--api-port" in done.stdout
    assert doctor.proxy().status is Status.OK


def test_one_on_the_path_does_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path(tmp_path, monkeypatch, "echo 4.6.3")
    assert proxy.command() == [str(tmp_path / proxy.NAME)]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 0.4.0", "is version 0.4; the hub needs configurable-http-proxy for Node"),
        ("echo nonsense", "does not start"),
        ("echo 'Error: no such module' >&2; exit 1", "does not start .Error: no such module.: run bin/setup"),
    ],
)
def test_the_port_to_python_and_broken_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    on_path(tmp_path, monkeypatch, script)
    with pytest.raises(proxy.ProxyMissing, match=message):
        proxy.command()


def test_what_is_missing_is_said_by_the_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    check = doctor.proxy()
    assert check.status is Status.WARN
    assert "run bin/setup" in check.advice
