"""The command ``autograder similar``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from autograder import handin, similar_report
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.outputs import OUTPUT_FILE
from autograder.preprocessors import HandInExporter
from autograder.rebuild import teacher
from autograder.sandbox.limits import MIB
from autograder.sanitise import printable
from autograder.similar import Pair, compare


@click.command()
@click.argument("assignment")
@click.option("--html", "html_file", type=OUTPUT_FILE, help="The page; by default similar-ASSIGNMENT.html.")
@click.option("--csv", "csv_file", type=OUTPUT_FILE, help="Also write the pairs to this CSV file.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many pairs to show.")
@click.option("--at-least", default=2, show_default=True, help="Shared parts from which on a pair is shown.")
@click.pass_obj
def similar(
    course_dir: Path, assignment: str, html_file: Path | None, csv_file: Path | None, top: int, at_least: int
) -> None:
    """Show which hand-ins of ASSIGNMENT share unusual code.

    What was released to all, and what many have, does not count. The page says where to look; whether
    anything is wrong, only people can tell.
    """
    course = Course(course_dir)
    released = [_code(path) for path in course.released(assignment)]
    sources = _sources(course, assignment)
    if len(sources) < 2:
        raise AutograderError(f"There are {len(sources)} hand-ins of {assignment}, too few to compare.")
    pairs = compare(sources, released, _allied(course, assignment))
    pairs = [pair for pair in pairs if pair.shared >= at_least]
    page = html_file or Path(f"similar-{assignment}.html")
    similar_report.write_html(pairs[:top], sources, assignment, len(sources), page)
    if csv_file:
        similar_report.write_csv(pairs, csv_file)
    for pair in pairs[:top]:
        click.echo(_told(pair))
    click.echo(f"{len(pairs)} pairs of {len(sources)} hand-ins share unusual code. Look at it in {page}")


def _sources(course: Course, assignment: str) -> dict[str, str]:
    """The code of each hand-in, all its notebooks and cells together."""
    most = HandInExporter.max_notebook_mb.default_value * MIB
    step, found = course.coursedir.submitted_directory, {}
    console = Console(stderr=True)
    names = course.students(assignment)
    for student in track(names, "Reading", console=console, transient=True, disable=not console.is_terminal):
        folder = Path(course.coursedir.format_path(step, student, assignment))
        cells = [
            cell.source
            for path in sorted(folder.glob("*.ipynb"))
            for cell in handin.read(path, most).cells
            if cell.kind == "code"
        ]
        if cells:
            found[student] = "\n\n".join(cells).strip("\n")
    return found


def _code(path: Path) -> str:
    notebook = teacher(path)
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


class _allied:  # noqa: N801 - it is called like a function
    """Whether two students are in one team, which may share all."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._teams = course.teams if assignment in course.teams.assignments else None

    def __call__(self, one: str, other: str) -> bool:
        return self._teams is not None and self._teams.team_of(one) == self._teams.team_of(other)


def _told(pair: Pair) -> str:
    names = f"{printable(pair.one)} and {printable(pair.other)}"
    return f"{names}: {pair.shared} shared parts, {pair.of_one:.0%} and {pair.of_other:.0%} of their own code"
