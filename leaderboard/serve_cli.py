"""The command that shows the board in a browser, live."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import socket
import sys
import webbrowser
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from tornado.web import Application

from leaderboard import service
from leaderboard.keeping import keep

PORT = 8899


@click.command()
@click.option(
    "--board",
    "published",
    type=click.Path(file_okay=False, path_type=Path),
    help="The published folder; by default the one that the course's nbgrader_config.py names.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one."
)
@click.option("--worker/--no-worker", default=True, help="Whether to keep the board up to date meanwhile.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the board in a browser.")
@click.option("--hub", is_flag=True, help="Serve as a JupyterHub's service, which the hub starts.")
@click.option(
    "--teams",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --hub: a file of teams, instead of the hub's groups.",
)
@click.option(
    "--group-prefix", default="team-", show_default=True, help="How the hub's groups of a team begin."
)
@click.pass_obj
def serve(
    course_dir: Path | None,
    published: Path | None,
    port: int,
    worker: bool,
    browser: bool,
    hub: bool,
    teams: Path | None,
    group_prefix: str,
) -> None:
    """Show the board in a browser: to you alone, or with --hub to a course.

    Alone, the address that is printed opens the board once; you are an instructor then. The process that
    shows it sees what was published and nothing else; another one keeps that up to date.
    """
    logging.basicConfig(format="%(asctime)s [%(levelname)s] %(name)s: %(message)s")
    if hub:
        if published is None:
            raise service.CannotServe("With --hub, name the published folder: --board DIR.")
        app = service.behind_hub(published.absolute(), service.teams_from(teams, group_prefix))
        sockets = service.listen(*service.hub_port())
        asyncio.run(service.serve(app, sockets))
        return
    root = (course_dir or Path()).absolute()
    folder = published.absolute() if published else _published(root)
    sockets = service.listen(service.ADDRESS, port)
    opened = False

    def announce(address: str) -> None:
        nonlocal opened
        click.echo(f"{'For another browser' if opened else 'The board'}: {address}")
        if browser and not opened:
            webbrowser.open(address)
        opened = True

    app = service.alone(folder, sockets[0].getsockname()[1], announce)
    command = [sys.executable, "-m", "leaderboard", "--course-dir", str(root), "work"] if worker else []
    click.echo("Ctrl-C ends it.")
    asyncio.run(_serve_alone(app, sockets, command))


async def _serve_alone(app: Application, sockets: list[socket.socket], worker: list[str]) -> None:
    """Serve, and keep a worker running meanwhile."""
    if not worker:
        await service.serve(app, sockets)
        return
    keeper = asyncio.create_task(keep(worker, lambda text: click.echo(text, err=True)))
    try:
        await service.serve(app, sockets)
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper


def _published(root: Path) -> Path:
    """Read a course's settings in a process of its own: the one that serves never loads what knows labels."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as reader:
        return reader.submit(_configured, root).result()


def _configured(root: Path) -> Path:
    from leaderboard import settings

    return settings.read(root).published_folder
