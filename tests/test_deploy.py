"""The unit with which systemd runs the hub of a class; test_hub_class.py runs what is in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import skip_or_fail
from course import ROOT


def verified(text: str, folder: Path) -> str:
    """What systemd has to say about a unit whose program is on this machine."""
    if not shutil.which("systemd-analyze"):
        skip_or_fail("systemd-analyze was not found; it is in Debian's package systemd")
    unit = folder / "convclass.service"
    unit.write_text(text.replace("/opt/convclass/.venv/bin/autograder", str(shutil.which("true"))))
    unit.chmod(0o644)  # systemd warns of a unit that others may write, as where the umask is 0
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode == 0 else f"{done.returncode}: {done.stderr}"


@pytest.fixture
def unit() -> str:
    return (ROOT / "deploy" / "convclass.service").read_text()


def test_systemd_understands_all_of_the_unit(unit: str, tmp_path: Path) -> None:
    assert verified(unit, tmp_path) == ""


def test_a_mistake_in_the_unit_would_be_told(unit: str, tmp_path: Path) -> None:
    assert "Unknown key 'KillMod'" in verified(unit.replace("KillMode", "KillMod"), tmp_path)
