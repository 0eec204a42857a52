"""Commands that are imported when they are called, and errors as one line."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

import autograder.cli
import leaderboard.cli
from autograder.commands import Late, LateCommands, short_help
from autograder.errors import AutograderError

LATE = "colorsys"  # a module of the standard library that nothing here needs


@click.group(
    cls=LateCommands,
    later={"late": Late(LATE, "Come late.")},
    expected={"builtins:KeyError": "there is no {}", "no.such:Error": "{}"},
)
def main() -> None:
    """A command line."""


@main.command()
@click.argument("kind")
def fail(kind: str) -> None:
    """Fail in a way."""
    raise {
        "ours": AutograderError("it is\n  not there"),
        "theirs": KeyError("x"),
        "file": FileNotFoundError(2, "No such file", "a/b"),
        "os": OSError("y"),
        "bug": ValueError("y"),
    }[kind]


def test_a_late_command_is_imported_when_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, LATE, raising=False)
    listed = CliRunner().invoke(main, ["--help"])
    assert "  fail  Fail in a way.\n  late  Come late.\n" in listed.output and LATE not in sys.modules
    module = __import__(LATE)
    monkeypatch.setattr(module, "late", click.Command("late", callback=lambda: print("here")), raising=False)
    assert CliRunner().invoke(main, ["late"]).output == "here\n"


def test_known_errors_are_one_line_and_bugs_are_not_hidden() -> None:
    ours = CliRunner().invoke(main, ["fail", "ours"])
    assert (ours.exit_code, ours.output) == (1, "Error: it is not there\n")
    assert CliRunner().invoke(main, ["fail", "theirs"]).output == "Error: there is no 'x'\n"
    assert CliRunner().invoke(main, ["fail", "file"]).output == "Error: a/b cannot be used: No such file.\n"
    for bug in ("bug", "os"):
        assert isinstance(CliRunner().invoke(main, ["fail", bug]).exception, ValueError | OSError)


@pytest.mark.parametrize("group", [autograder.cli.main, leaderboard.cli.main])
def test_the_list_of_commands_says_what_they_say_themselves(group: LateCommands) -> None:
    context = click.Context(group)
    for name, late in group.later.items():
        command = group.get_command(context, name)
        assert command is not None
        assert short_help(command) == late.help


@pytest.mark.parametrize("module", ["autograder", "leaderboard"])
def test_who_asks_for_help_waits_for_no_library(module: str) -> None:
    code = f"import sys, {module}.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"nbgrader", "numpy", "pandas", "sqlalchemy"} & set(done.stdout.split()) == set()
