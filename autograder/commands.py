"""What the command lines of this project share: commands that are imported late, errors in one line."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from autograder.errors import AutograderError


class LateCommands(click.Group):
    """A group of commands some of whose modules take long to import: only who calls one waits for it.

    Errors that we know become one line, without a traceback.

    Parameters
    ----------
    later
        Modules of commands, by the command's name, which is that of an attribute there.
    expected
        Errors that are known besides `AutograderError`.
    **options
        As of `click.Group`.
    """

    def __init__(
        self,
        *arguments: Any,
        later: Mapping[str, str],
        expected: tuple[type[Exception], ...] = (),
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._later = later
        self._expected: tuple[type[Exception], ...] = (AutograderError, *expected)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*super().list_commands(ctx), *self._later])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name in self._later:
            command: click.Command = getattr(importlib.import_module(self._later[cmd_name]), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except self._expected as error:
            raise click.ClickException(" ".join(str(error).split())) from error
