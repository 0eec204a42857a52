"""Commands that are imported when they are called, and errors as one line."""

from __future__ import annotations

import sys

import click
import pytest
from click.testing import CliRunner

from autograder.commands import LateCommands
from autograder.errors import AutograderError

LATE = "colorsys"  # a module of the standard library that nothing here needs


@click.group(cls=LateCommands, later={"late": LATE}, expected=(KeyError,))
def main() -> None:
    """A command line."""


@main.command()
@click.argument("kind")
def fail(kind: str) -> None:
    """Fail in a way."""
    raise {"ours": AutograderError("it is\n  not there"), "theirs": KeyError("x"), "bug": ValueError("y")}[
        kind
    ]


def test_a_late_command_is_imported_when_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, LATE, raising=False)
    listed = CliRunner().invoke(main, ["fail", "--help"])
    assert listed.exit_code == 0 and LATE not in sys.modules
    module = __import__(LATE)
    monkeypatch.setattr(module, "late", click.Command("late", callback=lambda: print("here")), raising=False)
    assert CliRunner().invoke(main, ["late"]).output == "here\n"
    assert {"late", "fail"} <= set(CliRunner().invoke(main, ["--help"]).output.split())


def test_known_errors_are_one_line_and_bugs_are_not_hidden() -> None:
    ours = CliRunner().invoke(main, ["fail", "ours"])
    assert (ours.exit_code, ours.output) == (1, "Error: it is not there\n")
    assert CliRunner().invoke(main, ["fail", "theirs"]).output == "Error: 'x'\n"
    assert isinstance(CliRunner().invoke(main, ["fail", "bug"]).exception, ValueError)
