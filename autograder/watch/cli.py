"""The commands ``autograder watch`` and ``autograder queue ...``."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import json
import logging
import sys
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import outputs
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.sanitise import no_formula, printable
from autograder.watch.desk import Desk, Task
from autograder.watch.queue import NEEDS_A_PERSON, OPEN, Job, Queue, State, in_order
from autograder.watch.service import Service, once
from autograder.watch.steps import settings
from autograder.watch.web import COLUMNS, listening

LOG_FILE = "watch.log"

_STYLES = {
    State.REFUSED: "red",
    State.FAILED: "red",
    State.RUNNING: "cyan",
    State.CAPPED: "yellow",
    State.GRADED: "green",
}


@click.command()
@click.option("--once", "only_once", is_flag=True, help="Grade what is there, then end; as for cron.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Also show the queue in the browser on this port."
)
@click.pass_obj
def watch(course_dir: Path, only_once: bool, port: int | None) -> None:
    """Grade hand-ins as they come in, until ctrl-C.

    Students hand in with nbgrader; each hand-in is collected, graded in the sandbox and answered. It may be
    killed at any time: the next start goes on where it was. As a service of JupyterHub it shows the queue
    at the address that the hub gives it.
    """
    root = course_dir.absolute()
    _log_to(root / LOG_FILE, logging.ERROR if only_once else logging.INFO)
    desk = Desk(root)
    try:
        if only_once:
            _once(desk)
        else:
            asyncio.run(_serve(desk, port))
    finally:
        desk.close()


def _log_to(path: Path, on_screen: int) -> None:
    """Write what happens to a file, and from the level `on_screen` on to the screen."""
    log = logging.getLogger("autograder.watch")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.handlers.clear()
    screen = logging.StreamHandler()
    screen.setLevel(on_screen)
    for handler in (RotatingFileHandler(path, maxBytes=5_000_000, backupCount=3), screen):
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)


def _once(desk: Desk) -> None:
    console = Console(stderr=True)
    with console.status("Looking for hand-ins") as status:

        def told(task: Task) -> None:
            left = desk.queue.counts()[State.WAITING]
            name = f"{task.job.student}: {task.job.assignment}" if task.job else task.assignment
            status.update(Text(f"Grading {printable(name)}, {left} more wait"))

        done = once(desk, told)
    counts = desk.queue.counts()
    click.echo(f"{done} graded, {', '.join(f'{counts[s]} {s}' for s in (*NEEDS_A_PERSON, *OPEN))}")
    if desk.problem:
        raise AutograderError(desk.problem)
    if any(counts[state] for state in (*NEEDS_A_PERSON, State.WAITING)) and not desk.queue.paused:
        click.echo("'autograder queue' shows them and says why.", err=True)
        sys.exit(1)


async def _serve(desk: Desk, port: int | None) -> None:
    service = Service(desk)
    with listening(desk, service.wake, port) as address:
        if address:
            click.echo(f"The queue: {address}")
        click.echo(f"Watching for hand-ins of {desk.root}; ctrl-C ends it.")
        await service.run()


@click.group(invoke_without_command=True)
@click.option("--all", "show_all", is_flag=True, help="Also what was graded or replaced.")
@click.option("--csv", "csv_file", type=outputs.OUTPUT_FILE, help="Write all to a CSV file.")
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")
@click.pass_context
def queue(context: click.Context, show_all: bool, csv_file: Path | None, as_json: bool) -> None:
    """Show what waits, runs, failed or was refused of `autograder watch`."""
    if context.invoked_subcommand is not None:
        return
    with _queue(context.obj) as (entries, paused):
        jobs, counts = in_order(entries.jobs()), entries.counts()
    if csv_file:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for job in jobs:
            writer.writerow([no_formula(str(job.as_dict()[name])) for name in COLUMNS])
        outputs.write(csv_file, text.getvalue())
    if as_json:
        click.echo(json.dumps({"paused": paused, "jobs": [job.as_dict() for job in jobs]}, indent=2))
        return
    shown = [job for job in jobs if show_all or job.state in (*NEEDS_A_PERSON, *OPEN)]
    if shown:
        Console().print(_table(shown))
    click.echo(", ".join(f"{counts[state]} {state}" for state in State))
    if paused:
        click.echo("The queue is paused; 'autograder queue resume' lets it go on.")


def _table(jobs: list[Job]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("id", "student", "assignment", "handed in (UTC)", "state", "why"):
        table.add_column(heading, overflow="fold")
    for job in jobs:
        why = " ".join(filter(None, [job.reason, job.remark]))
        cells = (str(job.id), job.student, job.assignment, job.stamp, job.state)
        table.add_row(
            *(Text(printable(cell), _STYLES.get(job.state, "")) for cell in cells), Text(printable(why))
        )
    return table


@queue.command()
@click.pass_obj
def pause(course_dir: Path) -> None:
    """Stop grading: hand-ins are noticed, and wait. What is being graded is finished."""
    with _queue(course_dir) as (entries, _):
        entries.pause(True)
    click.echo("Paused.")


@queue.command()
@click.pass_obj
def resume(course_dir: Path) -> None:
    """Go on grading."""
    with _queue(course_dir) as (entries, _):
        entries.pause(False)
    click.echo("Going on.")


@queue.command()
@click.argument("ids", type=int, nargs=-1, required=True)
@click.pass_obj
def again(course_dir: Path, ids: tuple[int, ...]) -> None:
    """Look again at hand-ins that failed or were refused, and let those pass that are over the cap."""
    with _queue(course_dir) as (entries, _):
        for job_id in ids:
            job = entries.job(job_id)
            if job is None:
                raise AutograderError(f"There is no hand-in {job_id}; 'autograder queue --all' shows them.")
            if not entries.again(job):
                raise AutograderError(f"Hand-in {job_id} is {job.state}; there is nothing to do again.")
            click.echo(f"{job_id} ({printable(job.student)}, {job.assignment}) is looked at again.")


@contextlib.contextmanager
def _queue(course_dir: Path) -> Iterator[tuple[Queue, bool]]:
    root = course_dir.absolute()
    entries = Queue(settings(Course(root)).database(root))
    try:
        yield entries, entries.paused
    finally:
        entries.close()
