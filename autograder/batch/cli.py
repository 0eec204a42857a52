"""The commands ``autograder grade``, ``autograder regrade`` and ``autograder stats``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder import marks
from autograder.batch import running
from autograder.batch.runner import Runner
from autograder.course import Course, Report
from autograder.course import Progress as State
from autograder.errors import AutograderError
from autograder.outcomes import Outcome
from autograder.outputs import OUTPUT_FILE
from autograder.results import journal
from autograder.sanitise import printable

_ONLY = click.option(
    "--student", "only", multiple=True, metavar="ID", help="Only this student; may be repeated."
)
_FRESH = click.option("--fresh", is_flag=True, help="Run all again, also what gave its result before.")


@click.command()
@click.argument("assignment")
@_ONLY
@click.option(
    "--force", is_flag=True, help="Grade again what has been graded before, where that can change anything."
)
@_FRESH
@running.options
@click.option("--feedback/--no-feedback", help="Also write the feedback pages.")
@click.option("--csv", "csv_file", type=OUTPUT_FILE, help="Write the marks to this CSV file.")
@click.option("--json", "json_file", type=OUTPUT_FILE, help="Write the marks to this JSON file.")
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


@click.command()
@click.argument("assignment")
@_ONLY
@click.option("--why", is_flag=True, help="Also show which hidden tests have changed a mark.")
@_FRESH
@running.options
@click.option("--csv", "csv_file", type=OUTPUT_FILE, help="Write the changes to this CSV file.")
@click.option("--json", "json_file", type=OUTPUT_FILE, help="Write the changes to this JSON file.")
@click.pass_obj
def regrade(
    course_dir: Path,
    assignment: str,
    only: tuple[str, ...],
    why: bool,
    fresh: bool,
    runner: Runner,
    csv_file: Path | None,
    json_file: Path | None,
) -> None:
    """Grade ASSIGNMENT again and show whose marks that has changed."""
    from autograder.batch import changes

    course = Course(course_dir)
    course.released(assignment)
    students = running.chosen(course, assignment, only)
    before = changes.snapshot(course, assignment, students)
    stopped = None
    try:
        reports = running.grade(course, assignment, students, force=True, fresh=fresh, runner=runner)
    except AutograderError as error:
        # what has changed until then is told: the next time, it would be what was there before
        reports, stopped = [], error
    found = changes.compare(before, changes.snapshot(course, assignment, students))
    if stopped is not None and not found:
        raise stopped
    if csv_file:
        changes.write_csv(found, csv_file)
    if json_file:
        changes.write_json(found, json_file)
    failed = [report for report in reports if report.progress is State.FAILED]
    for report in failed:
        click.echo(f"{printable(report.student)}: {printable(report.reason)}", err=True)
    if found:
        Console().print(changes.show(found, why))
    click.echo(f"{len(found)} of {len(students)} students have other marks than before.")
    if stopped is not None:
        raise stopped
    if failed:
        click.echo(f"{len(failed)} could not be graded again. Details: {course.log_path}", err=True)
        sys.exit(1)


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--since", metavar="DATE", default="", help="Only what was graded since then (2026-11-24).")
@click.option("--csv", "csv_file", type=OUTPUT_FILE, help="Write a line for each hand-in to this CSV file.")
@click.option("--json", "json_file", type=OUTPUT_FILE, help="Write all of it to this JSON file.")
@click.option("--plot", "plot_file", type=OUTPUT_FILE, help="Draw where the time went (.png, .svg, .pdf).")
@click.pass_obj
def stats(
    course_dir: Path,
    assignments: tuple[str, ...],
    since: str,
    csv_file: Path | None,
    json_file: Path | None,
    plot_file: Path | None,
) -> None:
    """Show how long hand-ins took to grade, and where the time went (all ASSIGNMENTS by default)."""
    from autograder.batch import stats as statistics

    root = Path(Course(course_dir).coursedir.root)
    lines = [
        line
        for line in journal.read(root)
        if (not assignments or line.assignment in assignments) and line.time >= since
    ]
    if not lines:
        raise AutograderError(f"{root / journal.NAME} has no line of that; grade something first.")
    table = statistics.frame(lines)
    by_assignment = statistics.summary(table)
    if csv_file:
        statistics.write_csv(table, csv_file)
    if json_file:
        statistics.write_json(table, by_assignment, json_file)
    if plot_file:
        try:
            statistics.plot(table, plot_file)
        except ValueError as error:  # a form that matplotlib does not write
            raise AutograderError(f"{plot_file} cannot be drawn: {error}.") from error
    Console().print(statistics.show(by_assignment))
