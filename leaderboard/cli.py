"""The command line of the leaderboard."""

from __future__ import annotations

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(package_name="convclass")
@click.pass_context
def main(context: click.Context) -> None:
    """Show which team is ahead in the team project."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
