"""The command ``autograder export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder import export as exporting
from autograder import marks
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.outputs import OUTPUT_FILE
from autograder.sanitise import printable

_FORMAT = click.Choice(list(exporting.FORMATS))


@click.command()
@click.argument("assignment")
@click.option(
    "--format", "system", type=click.Choice(list(exporting.FORMATS)), default="csv", show_default=True
)
@click.option("-o", "--output", type=OUTPUT_FILE, help="The file; by default ASSIGNMENT-FORMAT.csv.")
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that the system has exported, which says by what ids it knows its students.",
)
@click.option("--name", help="What the assignment is called there; by default as here.")
@click.option("--cells", is_flag=True, help="Also the points of each grade cell (csv always has them).")
@click.option("--open", "with_open", is_flag=True, help="Also who has a mark that is still open.")
@click.option("--passed-from", type=float, help="ILIAS: points that pass; by default half of all.")
@click.option("--force", is_flag=True, help="Overwrite the file without asking.")
@click.pass_obj
def export(
    course_dir: Path,
    assignment: str,
    system: str,
    output: Path | None,
    roster: Path | None,
    name: str | None,
    cells: bool,
    with_open: bool,
    passed_from: float | None,
    force: bool,
) -> None:
    """Write the marks of ASSIGNMENT to a file that a learning management system imports."""
    course = Course(course_dir)
    result = marks.read(course.coursedir, assignment)
    path = output or Path(f"{assignment}-{system}.csv")
    lines = exporting.lines(course.coursedir, result)
    left_out: dict[str, list[str]] = {}
    if system != "csv" and not with_open:
        left_out["have open marks"] = [line.student for line in lines if line.is_open]
        lines = [line for line in lines if not line.is_open]
    if roster is not None:
        if system == "csv":
            raise click.UsageError("--roster is for a learning management system; choose one with --format.")
        lines, missing = exporting.find_students(lines, exporting.read_roster(roster, system))
        left_out[f"are not in {roster}"] = missing
    if system == "ilias" and (without := [line.student for line in lines if not _ilias_id(line)]):
        raise AutograderError(
            f"ILIAS finds students by their usr_id, which is not known of {_named(without)}; "
            "give the status.csv of the exercise with --roster."
        )
    if not lines:
        raise AutograderError(f"There is nobody with marks of {assignment} to be exported.")
    _ask(path, force)
    half = sum(result.points.values()) / 2
    sheet = exporting.Sheet(
        name or assignment, result.points, lines, cells, half if passed_from is None else passed_from
    )
    exporting.write(exporting.FORMATS[system](sheet), path)
    click.echo(f"{len(lines)} students: {path}")
    for reason, names in left_out.items():
        if names:
            click.echo(f"Left out, since they {reason}: {_named(names)}", err=True)


def _ilias_id(line: exporting.Line) -> str:
    return line.known.get("usr_id", "") or line.lms_id


def _named(names: list[str]) -> str:
    return ", ".join(map(printable, names[:20])) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _ask(path: Path, force: bool) -> None:
    if not path.exists() or force:
        return
    if not sys.stdin.isatty():
        raise AutograderError(f"{path} is there already; --force overwrites it, --output names another file.")
    click.confirm(f"{path} is there already. Overwrite it?", abort=True)
