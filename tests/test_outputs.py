"""Files that commands write: whole or not at all, and refused in one line where they cannot be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder import outputs
from autograder.errors import AutograderError


@click.command()
@click.argument("file", type=outputs.OUTPUT_FILE)
def put(file: Path) -> None:
    outputs.write(file, "new\n")


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_for_its_owner_or_for_all(tmp_path: Path) -> None:
    outputs.write(tmp_path / "marks.csv", "für ada\n")
    outputs.write(tmp_path / "board.png", b"\x89", outputs.PUBLIC)
    assert (tmp_path / "marks.csv").read_bytes() == "für ada\n".encode()
    assert permissions(tmp_path / "marks.csv") == 0o600 and permissions(tmp_path / "board.png") == 0o644
    outputs.write(tmp_path / "odd.csv", "name\udcff")  # a folder's name that is no text
    assert (tmp_path / "odd.csv").read_bytes() == b"name\\udcff"


def test_a_file_that_is_there_keeps_its_permissions_and_a_link_its_place(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    outputs.write(link, "new")
    assert real.read_text() == "new" and permissions(real) == 0o640 and link.is_symlink()


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        outputs.write(pipe, "new")
        assert os.read(end, 10) == b"new"
    finally:
        os.close(end)


def test_a_full_disk_is_told_in_one_line() -> None:
    with pytest.raises(AutograderError, match="^/dev/full cannot be written: No space left on device.$"):
        outputs.write(Path("/dev/full"), "new")


@pytest.mark.parametrize(
    ("name", "told"), [("no/such/x.csv", "there is no folder no/such"), (".", "is a directory")]
)
def test_what_cannot_be_written_ends_the_command_before_it_begins(
    tmp_path: Path, name: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(put, [name])
    assert result.exit_code == 2 and told in result.output
    assert list(tmp_path.iterdir()) == []
