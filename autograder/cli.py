"""The command line of the grader."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from autograder.commands import Late, LateCommands
from autograder.errors import AutograderError

_LATER = {
    "data": Late(
        "autograder.datasets.cli",
        "Prepare the data of the assignments: files for students, and a part that is held out for grading.",
    ),
    "export": Late(
        "autograder.export_cli",
        "Write the marks of ASSIGNMENT to a file that a learning management system imports.",
    ),
    "grade": Late("autograder.batch.cli", "Grade all hand-ins of ASSIGNMENT and show the marks."),
    "hub": Late("autograder.hub.cli", "Run JupyterHub with everything that the course needs."),
    "queue": Late(
        "autograder.watch.cli", "Show what waits, runs, failed or was refused of `autograder watch`."
    ),
    "regrade": Late("autograder.batch.cli", "Grade ASSIGNMENT again and show whose marks that has changed."),
    "similar": Late("autograder.similar_cli", "Show which hand-ins of ASSIGNMENT share unusual code."),
    "stats": Late(
        "autograder.batch.cli",
        "Show how long hand-ins took to grade, and where the time went (all ASSIGNMENTS by default).",
    ),
    "teams": Late("autograder.teams_cli", "Say who is in which team, and share marks within the teams."),
    "watch": Late("autograder.watch.cli", "Grade hand-ins as they come in, until ctrl-C."),
}


@click.group(
    cls=LateCommands,
    later=_LATER,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="convclass")
@click.option(
    "--course-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The course directory; by default the current one.",
)
@click.pass_context
def main(context: click.Context, course_dir: Path) -> None:
    """Grade notebooks in a sandbox that they cannot get out of."""
    context.obj = course_dir


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@click.option("--full", is_flag=True, help="Also import TensorFlow, which takes some seconds.")
@click.pass_obj
def doctor(course_dir: Path, as_json: bool, full: bool) -> None:
    """Say what this machine can do, and what to do about what it cannot."""
    from rich.console import Console

    from autograder import doctor as machine

    checks = list(machine.examine(course_dir.absolute(), full))
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        Console().print(machine.show(checks))
    if not machine.can_grade(checks):
        raise click.ClickException("This machine cannot grade yet; see above.")


@main.command()
@click.argument("assignments", nargs=-1)
@click.pass_obj
def check(course_dir: Path, assignments: tuple[str, ...]) -> None:
    """Check that notebooks and hidden tests agree on cells and points (all ASSIGNMENTS by default)."""
    from autograder.course import Course

    course = Course(course_dir)
    names = assignments or tuple(course.assignments())
    if not names:
        raise AutograderError(f"{course.coursedir.root} has no released assignment.")
    for assignment in names:
        course.check_points(assignment)
        click.echo(f"{assignment}: points agree")
