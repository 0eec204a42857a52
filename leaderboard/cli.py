"""The command line of the leaderboard."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from autograder.commands import Late, LateCommands
from autograder.outputs import OUTPUT_FILE
from autograder.sanitise import printable

if TYPE_CHECKING:  # these take long to import: only who needs them waits
    import pandas as pd

    from leaderboard.course import Course
    from leaderboard.ingest import Taken
    from leaderboard.worker import Updated

_LATER = {
    "disputes": Late(
        "leaderboard.rulings_cli",
        "List held-out images whose label the teams' entries contradict, and decisions about labels.",
    ),
    "finals": Late(
        "leaderboard.rulings_cli",
        "Name up to two entries of TEAM for the final by their NUMBERS (none: its last released best).",
    ),
    "freeze": Late(
        "leaderboard.rulings_cli",
        "Freeze the board: look at the private half, once, and write a snapshot.",
    ),
    "label": Late(
        "leaderboard.rulings_cli",
        "Decide about the label of IMAGE; 'leaderboard rescore' applies the decisions.",
    ),
    "rebuild": Late(
        "leaderboard.rulings_cli",
        "Compute the final board anew from its SNAPSHOT (a hash or a file; by default the latest); compare.",
    ),
    "rescore": Late(
        "leaderboard.rulings_cli",
        "Apply all decisions about labels: score all entries again, replay the Ladders, show what changes.",
    ),
    "serve": Late(
        "leaderboard.serve_cli",
        "Show the board in a browser: to you alone, or with --hub to a course.",
    ),
}


@click.group(cls=LateCommands, later=_LATER, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="convclass")
@click.option(
    "--course-dir",
    type=click.Path(file_okay=False, path_type=Path),  # 'serve --hub' needs none, and may see none
    default=Path(),
    help="The course directory; by default the current one.",
)
@click.pass_context
def main(context: click.Context, course_dir: Path) -> None:
    """Show which team is ahead in the team project, and by how much more than chance."""
    context.obj = course_dir


_csv = click.option("--csv", "as_csv", is_flag=True, help="Print it as CSV.")
_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@main.command()
@_csv
@_json
@click.pass_obj
def show(course_dir: Path, as_csv: bool, as_json: bool) -> None:
    """Show the board: sets of ranks, accuracies with their intervals, other metrics."""
    from leaderboard import frames, terminal
    from leaderboard.export import Export

    export = Export(opened(course_dir))
    if as_csv or as_json:
        _print(frames.flat(export.board, export.people), as_csv)
        return
    console = Console()
    console.print(terminal.board(export.board, f"{export.title}. {export.about}", console.width))
    for note in export.notes():
        console.print(note, style="dim", highlight=False)


@main.command()
@click.argument("team")
@_csv
@_json
@click.pass_obj
def history(course_dir: Path, team: str, as_csv: bool, as_json: bool) -> None:
    """Show all entries of TEAM and what became of them."""
    from leaderboard import frames, legible, names, terminal

    facts = opened(course_dir).facts()
    shown = names.shown(facts.entries["team"], facts)
    found = frames.find_team(facts.entries.assign(name=facts.entries["team"].map(shown)), team)
    frame = frames.history(facts, found)
    if as_csv or as_json:
        _print(frame, as_csv)
    else:
        Console().print(
            terminal.history(frame, f"Entries of {legible.shown(found)}; shares of the public half")
        )


@main.command()
@click.argument("teams", nargs=2, metavar="A B")
@_json
@click.pass_obj
def compare(course_dir: Path, teams: tuple[str, str], as_json: bool) -> None:
    """Compare the teams A and B image by image."""
    from leaderboard import frames, legible

    frame, facts, half = frames.seen(opened(course_dir))
    ranked = frame[frame["entry"].notna()]
    found = frames.compare(ranked, facts, half, [frames.find_team(ranked, team) for team in teams])
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    (one, other), (only_one, only_other) = map(legible.shown, found["teams"]), found["only"]
    click.echo(f"Of {found['images']} images of the {half} half")
    for name, accuracy in zip((one, other), found["accuracy"], strict=True):
        click.echo(f"  {name} has {accuracy:.1%} right")
    click.echo(
        f"  {only_one} only {one}, {only_other} only {other}, {found['both']} both, "
        f"{found['neither']} neither"
    )
    verdict = "they differ by more than chance" if found["p"] < 0.05 else "chance alone could explain it"
    click.echo(f"Exact McNemar test: p = {found['p']:.3f}; {verdict}.")


@main.command()
@click.argument("files", nargs=-1, required=True, type=OUTPUT_FILE)
@click.option(
    "--history",
    "history_file",
    type=OUTPUT_FILE,
    help="Also draw the teams' released scores over time, as PNG.",
)
@click.pass_obj
def export(course_dir: Path, files: tuple[Path, ...], history_file: Path | None) -> None:
    """Write the board to FILES: .csv, .json, .parquet (for instructors), .html or .png (for everybody)."""
    from leaderboard.export import WRITERS, Export

    for path in files:
        if path.suffix not in WRITERS:
            raise click.UsageError(f"{path.name} ends with none of {', '.join(WRITERS)}.")
    board = Export(opened(course_dir))
    for path in files:
        WRITERS[path.suffix](board, path)
    if history_file:
        board.history_png(history_file)
    click.echo(f"Written: {', '.join(map(str, filter(None, [*files, history_file])))}")


@main.command()
@click.option("--take-regraded", is_flag=True, help="Let what hand-ins answered when graded again count.")
@click.pass_obj
def update(course_dir: Path, take_regraded: bool) -> None:
    """Take in new entries, do what the page asks for, publish the board."""
    from leaderboard.course import Course
    from leaderboard.publish import publish
    from leaderboard.worker import update_course

    course = Course.open(course_dir)
    if take_regraded:
        with Bar() as bar:
            course.ingest(bar.tell)
        click.echo(f"{course.take_regraded()} entries count with their latest grading")
    with Bar() as bar:
        done = update_course(course, bar.tell)
    _tell_update(done)
    with Bar() as bar:
        trained = course.train(bar.tell_training)
    if trained:
        click.echo(f"Trained: {', '.join(trained)}; version {publish(course)} is published")


@main.command()
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=2.0, show_default=True, help="How often to look."
)
@click.pass_obj
def work(course_dir: Path, seconds: float) -> None:
    """Keep the published board up to date, until it is interrupted; what is missing is waited for."""
    from leaderboard.worker import work as go_on

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    go_on(course_dir, seconds, stop, _tell_update, _tell_waiting)


@main.command()
@click.option("--quiet", is_flag=True, help="Give way to all other programs, and draw no progress bar.")
@click.pass_obj
def train(course_dir: Path, quiet: bool) -> None:
    """Train the models that the board compares with, where they are not; 'update' and 'work' do it, too."""
    from leaderboard.publish import publish

    if quiet:
        os.nice(10)
    course = opened(course_dir)
    with Bar(quiet=quiet) as bar:
        done = course.train(bar.tell_training)
    if done and not quiet:  # the worker, which asks for quiet, publishes itself
        publish(course)
    click.echo(f"Trained: {', '.join(done) or 'nothing, nothing is missing'}")


def opened(course_dir: Path) -> Course:
    """Open a course and take in what the grader has left."""
    from leaderboard.course import Course

    course = Course.open(course_dir)
    with Bar() as bar:
        _tell_problems(course.ingest(bar.tell))
    return course


def _print(frame: pd.DataFrame, as_csv: bool) -> None:
    from leaderboard import frames

    click.echo(frames.to_csv(frame) if as_csv else frames.to_json(frame), nl=False)


def _tell_update(done: Updated) -> None:
    _tell_problems(done.taken)
    news = ", ".join(f"{count} {name}" for name, count in sorted(done.taken.news.items())) or "nothing new"
    asked = f"; {done.requests} requests" if done.requests else ""
    click.echo(f"Entries: {news}{asked}; version {done.version} is published")
    sys.stdout.flush()


def _tell_waiting(reason: str) -> None:
    click.echo(f"Waiting: {printable(reason)}", err=True)


def _tell_problems(taken: Taken) -> None:
    for problem in taken.problems:
        click.echo(f"Problem: {printable(problem)}", err=True)


class Bar:
    """A progress bar on stderr, where a person looks and there is much to do."""

    def __init__(self, quiet: bool = False) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        hidden = quiet or not console.is_terminal
        self._progress = Progress(*columns, console=console, transient=True, disable=hidden)
        self._task = self._progress.add_task("storing entries", total=None, visible=False)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._progress.stop()

    def tell(self, done: int, of: int) -> None:
        """Move it."""
        self._progress.update(self._task, completed=done, total=of, visible=True)

    def tell_training(self, name: str, done: int, of: int) -> None:
        """Move it while a model is trained."""
        self._progress.update(self._task, description=f"training: {name}")
        self.tell(done, of)
