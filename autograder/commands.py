"""What the command lines of this project share: commands that are imported late, errors in one line."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import click

from autograder.errors import AutograderError

_DATABASE = "A database of the course cannot be used: {}. See the file or server that db_url names."
EXPECTED: Mapping[str, str] = {
    "nbgrader.converters.base:NbGraderException": "{}",
    "sqlalchemy.exc:DBAPIError": _DATABASE.format("{0.orig}"),
    "sqlalchemy.exc:ArgumentError": _DATABASE.format("{0}"),
    "traitlets:TraitError": "nbgrader_config.py cannot be used: {}",
}
"""What the libraries raise over a course that is not in order."""


class Late(NamedTuple):
    """A command whose module takes long to import.

    Parameters
    ----------
    module
        Where it is, under its own name.
    help
        What the list of commands says of it, so that the list needs no import either.
    """

    module: str
    help: str


def short_help(command: click.Command) -> str:
    """Return what the list of commands says of one: its first sentence, whole."""
    return command.get_short_help_str(limit=200)


class LateCommands(click.Group):
    """A group of commands some of whose modules take long to import: only who calls one waits for it.

    Errors that we know become one line, without a traceback.

    Parameters
    ----------
    later
        Commands that are imported when they are called, by their names.
    expected
        Classes of errors that are known besides `AutograderError`, as ``module:name``: while their module
        is not imported, nothing can raise them. The values say what is told of an error, as formats.
    **options
        As of `click.Group`.
    """

    def __init__(
        self,
        *arguments: Any,
        later: Mapping[str, Late],
        expected: Mapping[str, str] = EXPECTED,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.later = later
        self._expected = expected

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*super().list_commands(ctx), *self.later])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name in self.later:
            module = importlib.import_module(self.later[cmd_name].module)
            command: click.Command = getattr(module, cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands into the help."""
        told = {name: short_help(command) for name, command in self.commands.items()}
        told |= {name: late.help for name, late in self.later.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(told.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = self._told(error)
            if told is None:
                raise
            raise click.ClickException(" ".join(told.split())) from error

    def _told(self, error: Exception) -> str | None:
        """What is told of an error that we know; None for a bug, of which the traceback counts."""
        if isinstance(error, AutograderError):
            return str(error)
        if isinstance(error, OSError) and error.filename:
            return f"{error.filename} cannot be used: {error.strerror}."
        for name, form in self._expected.items():
            module, _, kind = name.partition(":")
            if module in sys.modules and isinstance(error, getattr(sys.modules[module], kind)):
                return form.format(error)
        return None
