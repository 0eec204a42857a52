"""What commands that grade have in common: their options, the progress bar, how they end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.batch.runner import Many, Runner
from autograder.course import Course, Report
from autograder.course import Progress as State
from autograder.errors import AutograderError
from autograder.sanitise import printable


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who runs the hand-ins; it gets them as ``runner``."""

    @click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Run so many hand-ins at a time; by default one per processor.",
    )
    @click.option(
        "--scheduler", metavar="ADDRESS", help="Run them on the workers of this Dask scheduler (tls://...)."
    )
    @click.option(
        "--dashboard", is_flag=True, help="Offer Dask's pages about the work, to everybody on this machine."
    )
    @functools.wraps(command)
    def with_runner(
        *args: Any, jobs: int | None, scheduler: str | None, dashboard: bool, **kwargs: Any
    ) -> Any:
        if scheduler is not None and jobs is not None:
            raise click.UsageError("--jobs is for this machine; with --scheduler, the cluster decides.")
        runner = Many(jobs, scheduler, dashboard, lambda text: click.echo(text, err=True))
        return command(*args, runner=runner, **kwargs)

    return with_runner


def chosen(course: Course, assignment: str, only: tuple[str, ...]) -> list[str]:
    """Return the students who are meant: those of `only`, by default all who handed in.

    Raises
    ------
    AutograderError
        When one of them has not handed in, or nobody has.
    """
    students = course.students(assignment)
    for name in only:
        if name not in students:
            raise AutograderError(f"{printable(name)} has not handed in {assignment}.")
    students = [name for name in students if not only or name in only]
    if not students:
        folder = course.coursedir.format_path(course.coursedir.submitted_directory, "STUDENT", assignment)
        raise AutograderError(f"Nobody has handed in {assignment}: there is no folder {folder}.")
    return students


def grade(
    course: Course,
    assignment: str,
    students: list[str],
    *,
    force: bool,
    runner: Runner,
    fresh: bool = False,
    feedback: bool = False,
) -> list[Report]:
    """Grade under a progress bar; see `autograder.course.Course.grade`.

    Returns
    -------
    list of Report
        One per student, by name.

    Raises
    ------
    AutograderError
        When it was interrupted: what had been graded until then is recorded.
    """
    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    reports: list[Report] = []
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(assignment, total=len(students), told="")
        graded = course.grade(
            assignment, students, force=force, fresh=fresh, feedback=feedback, runner=runner
        )
        try:
            for report in graded:
                reports.append(report)
                failed = sum(report.progress is State.FAILED for report in reports)
                speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
                told = [f"{speed:.1f}/s" if speed else "", f"{failed} failed" if failed else ""]
                progress.update(task, advance=1, told=" ".join(filter(None, told)))
                progress.update(task, description=escape(printable(report.student)))
        except KeyboardInterrupt:
            raise AutograderError(
                f"Stopped. {len(reports)} of {len(students)} are done and recorded; "
                "start again to go on with the others."
            ) from None
        finally:
            graded.close()
    return sorted(reports, key=lambda report: report.student)
