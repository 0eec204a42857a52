"""The command ``autograder hub``."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import AutograderError
from autograder.hub import proxy
from autograder.hub.classroom import PROJECT, SERVICE_VARIABLE, VARIABLE
from autograder.hub.configuration import state_dir
from autograder.hub.demo import INSTRUCTOR, Demo, make_folder, prepare
from autograder.hub.running import Hub, HubFailed, Stopped, alone, stopping, sweep

CONFIG = "jupyterhub_config.py"
# What a hub around this one has put into the environment is not for this one.
_OTHERS = ("JUPYTERHUB_", "CONFIGPROXY_", "JPY_")
_MOST_NAMES = 6


@click.command()
@click.option("--demo", is_flag=True, help="Try everything here, for one trusted person, without root.")
@click.option(
    "--students",
    type=click.IntRange(1, 200),
    default=4,
    show_default=True,
    help="With --demo: how many students there are.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="With --demo: the port to open in a browser, or the next one that is free.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --demo: where everything is kept. [default: demo/hub in the course directory]",
)
@click.pass_obj
def hub(course_dir: Path, demo: bool, students: int, port: int, folder: Path | None) -> None:
    """Run JupyterHub with everything that the course needs.

    Without --demo it is the hub of a class, set up as docs/deploy.md says and run by root.
    """
    config = course_dir.absolute() / CONFIG
    if not config.is_file():
        raise click.ClickException(
            f"There is no {CONFIG} in {course_dir.absolute()}: change to this project's directory, "
            "or name it with --course-dir."
        )
    proxy.command()  # says what to do where it is missing, before anything is started
    if not demo:
        _run_class(config)
    _run_demo((folder or course_dir / "demo" / "hub").absolute(), config, students, port)


def _run_class(config: Path) -> None:
    """Become the hub of a class."""
    # says in one line what is wrong, which JupyterHub would not
    state = state_dir(PyFileConfigLoader(config.name, str(config.parent)).load_config())
    with alone(state / "lock") as lock:
        # the services of a hub that was killed keep its ports, without which this one does not start
        sweep(SERVICE_VARIABLE, str(state))
        lock.held_by(os.getpid())
        os.set_inheritable(lock.fileno(), True)
        os.execv(sys.executable, [sys.executable, "-m", "jupyterhub", "--config", str(config)])


def _run_demo(folder: Path, config: Path, students: int, port: int) -> None:
    from autograder.hub.demo_course import copy  # imports nbgrader, which the hub of a class does not need

    console = Console(highlight=False, soft_wrap=True)
    with stopping(), contextlib.suppress(Stopped), alone(make_folder(folder) / "lock") as lock:
        sweep(VARIABLE, str(folder))  # what a hub that was killed has left
        demo = prepare(folder, students, port)
        missing = copy(demo, config.parent)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}
        started = Hub(config, demo.state_dir, {**environment, VARIABLE: str(folder)}, lock)
        try:
            _serve(console, demo, missing, started)
        finally:
            console.print("Stopping ...")
            started.stop()
            sweep(VARIABLE, str(folder))


def _serve(console: Console, demo: Demo, missing: list[str], started: Hub) -> None:
    """Make what is missing of the course, say where it is, and go on until somebody stops it."""
    from autograder.hub.demo_course import releasing

    status = console.status("Making the course")

    def tell(what: str) -> None:
        started.check()
        status.update(f"Making the course: {what}")

    with status, releasing(demo, missing, tell) as rest:
        status.update("Waiting for the hub")
        started.wait_until_ready(demo.address)
        status.stop()
        _show(console, demo)
        if PROJECT in missing:
            console.print(f"\nThe team project {PROJECT} is released when its faces are drawn.")
            try:
                rest()
            except HubFailed:
                raise
            except AutograderError as error:  # the others can be used all the same
                console.print(f"[red]It is not released:[/] {escape(str(error))} The next start tries again.")
            else:
                console.print(f"{PROJECT} is released.")
    started.wait()


def _show(console: Console, demo: Demo) -> None:
    names = demo.student_names
    table = Table("user", "password", box=None, pad_edge=False, padding=(0, 4, 0, 0))
    table.add_row(INSTRUCTOR, Text(demo.instructor_password))
    shown = ", ".join(names) if len(names) < _MOST_NAMES else f"{names[0]} to {names[-1]}"
    table.add_row(shown, Text(demo.student_password))
    console.print(
        "[bold yellow]A demo, for one trusted person:[/] all code that is run in it, notebooks included,\n"
        "runs as you and can read your files.\n\n"
        f"Open [bold]{demo.address}[/] and log in:\n"
    )
    console.print(table)
    console.print(
        "\nA private window of the browser lets you be somebody else at the same time.\n"
        "Ctrl-C stops everything; the next start goes on where this one was.\n"
        f"Everything is in {escape(str(demo.folder))}: remove it to begin anew.\n"
        f"The hub's log is {escape(str(demo.log.relative_to(demo.folder)))} in it."
    )
