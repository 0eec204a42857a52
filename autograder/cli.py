"""The command line of the grader."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from nbgrader.converters.base import NbGraderException
from rich.console import Console

from autograder import doctor as machine
from autograder import marks
from autograder.batch import running
from autograder.batch.runner import Runner
from autograder.commands import LateCommands
from autograder.course import Course, Report
from autograder.course import Progress as State
from autograder.errors import AutograderError
from autograder.outcomes import Outcome
from autograder.sanitise import printable

_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


# Groups of commands whose modules take long to import: only who calls one waits for it.
_LATER = {
    "data": "autograder.datasets.cli",
    "export": "autograder.export_cli",
    "hub": "autograder.hub.cli",
    "queue": "autograder.watch.cli",
    "regrade": "autograder.batch.cli",
    "similar": "autograder.similar_cli",
    "stats": "autograder.batch.cli",
    "teams": "autograder.teams_cli",
    "watch": "autograder.watch.cli",
}


@click.group(
    cls=LateCommands,
    later=_LATER,
    expected=(NbGraderException,),
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
    course = Course(course_dir)
    names = assignments or tuple(course.assignments())
    if not names:
        raise AutograderError(f"{course.coursedir.root} has no released assignment.")
    for assignment in names:
        course.check_points(assignment)
        click.echo(f"{assignment}: points agree")


@main.command()
@click.argument("assignment")
@click.option("--student", "only", multiple=True, metavar="ID", help="Only this student; may be repeated.")
@click.option(
    "--force", is_flag=True, help="Grade again what has been graded before, where that can change anything."
)
@click.option("--fresh", is_flag=True, help="Run all again, also what gave its result before.")
@running.options
@click.option("--feedback/--no-feedback", help="Also write the feedback pages.")
@click.option("--csv", "csv_file", type=_FILE, help="Write the marks to this CSV file.")
@click.option("--json", "json_file", type=_FILE, help="Write the marks to this JSON file.")
@click.pass_obj
def grade(
    course_dir: Path,
    assignment: str,
    only: tuple[str, ...],
    force: bool,
    fresh: bool,
    runner: Runner,
    feedback: bool,
    csv_file: Path | None,
    json_file: Path | None,
) -> None:
    """Grade all hand-ins of ASSIGNMENT and show the marks."""
    course = Course(course_dir)
    course.released(assignment)
    students = running.chosen(course, assignment, only)
    if assignment in course.teams.assignments:
        for problem in course.teamwork(assignment).problems():
            click.echo(f"Teams: {printable(problem.text)}", err=True)
    reports = running.grade(
        course, assignment, students, force=force, fresh=fresh, feedback=feedback, runner=runner
    )
    result = marks.read(course.coursedir, assignment, students)
    if csv_file:
        marks.write_csv(result, csv_file)
    if json_file:
        marks.write_json(result, json_file)
    Console().print(marks.show(result))
    _conclude(course, reports, result)


def _conclude(course: Course, reports: list[Report], result: marks.Marks) -> None:
    """Say what became of the hand-ins; end with status 1 where a person has to look."""
    counts = {state: sum(report.progress is state for report in reports) for state in State}
    unchanged = f"{counts[State.UNCHANGED]} unchanged, " if counts[State.UNCHANGED] else ""
    click.echo(
        f"{counts[State.GRADED]} graded, {unchanged}{counts[State.KEPT]} graded before, "
        f"{counts[State.FAILED]} failed"
    )
    if counts[State.SHARED]:
        click.echo(f"{counts[State.SHARED]} have the marks of a hand-in of their team")
    failed = [report for report in reports if report.progress is State.FAILED]
    for report in failed:
        click.echo(f"{printable(report.student)}: {printable(report.reason)}", err=True)
    faults = result.frame["outcome"].str.contains(Outcome.GRADER_FAULT).sum()
    if faults:
        click.echo(f"The grader itself failed for {faults}; these marks stay open.", err=True)
    if failed or faults:
        click.echo(f"Details: {course.log_path}", err=True)
        sys.exit(1)
