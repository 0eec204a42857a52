"""The commands ``autograder teams ...``: who is in which team, and whose marks count for whom."""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course import Course
from autograder.sanitise import no_formula, printable
from autograder.teams import Problem, Team
from autograder.teamwork import Teamwork, told_kept

_COLUMNS = ("team", "student", "handed_in", "latest", "graded")


@click.group()
def teams() -> None:
    """Say who is in which team, and share marks within the teams."""


@teams.command()
@click.argument("assignment", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print a line for each student, as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def show(course_dir: Path, assignment: str | None, as_csv: bool, as_json: bool) -> None:
    """Show the teams with their members and latest hand-ins (of ASSIGNMENT, if there are several)."""
    with _work(course_dir, assignment) as work:
        _show(work, as_csv, as_json)


def _show(work: Teamwork, as_csv: bool, as_json: bool) -> None:
    rows = [_row(work, team) for team in _teams(work)]
    problems = work.problems()
    if as_json:
        told = [{"text": printable(problem.text), "serious": problem.serious} for problem in problems]
        document = {"assignment": work.assignment, "teams": rows, "problems": told}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in rows:
            for member in row["members"]:
                cells = (row["team"], member["student"], member["handed_in"], row["latest"], row["graded"])
                writer.writerow([no_formula(printable(cell or "")) for cell in cells])
    else:
        Console().print(_table(work, rows))
    _tell(problems)


@teams.command()
@click.argument("assignment", required=False)
@click.pass_obj
def check(course_dir: Path, assignment: str | None) -> None:
    """Check the teams (for ASSIGNMENT, if there are several); end with status 1 where something is wrong."""
    with _work(course_dir, assignment) as work:
        serious = _tell(work.problems())
    count = len(work.teams.roster.teams)
    click.echo(f"{count} teams in {work.teams.roster.source}, {serious} problems")
    if serious:
        sys.exit(1)


@teams.command()
@click.argument("assignment")
@click.option("--force", is_flag=True, help="Overwrite marks that a person gave to one member only.")
@click.option("--take-back", is_flag=True, help="Take back the marks of students who have left the team.")
@click.pass_obj
def share(course_dir: Path, assignment: str, force: bool, take_back: bool) -> None:
    """Give all members of each team the marks, also those by hand, of the one whose hand-in was graded."""
    with _work(course_dir, assignment) as work:
        kept = sum(_share(work, team, force) for team in work.teams.roster.teams.values())
        if kept:
            click.echo(f"{kept} marks that were given to one member only are kept; --force overwrites them.")
        for student, origin in work.stale().items():
            if not take_back:
                click.echo(work.told_stale(student, origin), err=True)
            elif work.take_back(student):
                click.echo(f"{printable(student)}: the marks of {printable(origin.student)} were taken back")
            else:
                click.echo(f"{printable(student)} keeps what a person gave to them alone", err=True)


def _share(work: Teamwork, team: Team, force: bool) -> int:
    """Share the marks within one team; return how many were kept that differ."""
    name, source = printable(team.name), work.source(team)
    if source is None:
        click.echo(f"{name}: no hand-in of theirs has been graded")
        return 0
    left = work.share(source, force=force)
    members = ", ".join(map(printable, team.members))
    click.echo(f"{name}: the marks of {printable(source)} count for {members}")
    for mark in left:
        click.echo(f"{name}: {told_kept(mark, source)}")
    return len(left)


@contextlib.contextmanager
def _work(course_dir: Path, assignment: str | None) -> Iterator[Teamwork]:
    course = Course(course_dir)
    if assignment is None:
        known = list(course.teams.assignments)
        if len(known) != 1:
            raise click.UsageError(f"Name the assignment: {' or '.join(known) or 'none is configured'}.")
        assignment = known[0]
    with course.logging_to_file("a"):
        yield course.teamwork(assignment)


def _teams(work: Teamwork) -> list[Team]:
    """All teams, then the students who have handed in and are a team of their own."""
    roster = work.teams.roster
    lone = [team for team in map(roster.team_of, sorted(work.handed_in())) if team.alone]
    return [*roster.teams.values(), *lone]


def _row(work: Teamwork, team: Team) -> dict[str, Any]:
    found = work.hand_ins(team)
    times = {one.student: one.told for one in found}
    return {
        "team": team.name,
        "alone": team.alone,
        "members": [{"student": name, "handed_in": times.get(name)} for name in team.members],
        "latest": found[0].student if found else None,
        "graded": work.source(team),
    }


def _table(work: Teamwork, rows: list[dict[str, Any]]) -> Table:
    title = f"{work.assignment}: teams of {work.teams.roster.source}"
    table = Table(title=Text(printable(title)), box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("team", "members", "latest hand-in", "graded"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        times = {member["student"]: member["handed_in"] for member in row["members"]}
        latest = f"{row['latest']}, {times[row['latest']]}" if row["latest"] else "none"
        cells = (row["team"], ", ".join(times), latest, row["graded"] or "")
        style = "dim" if row["alone"] else ""
        table.add_row(*(Text(printable(cell), style) for cell in cells))
    return table


def _tell(problems: list[Problem]) -> int:
    """Print problems; return how many are serious."""
    for problem in problems:
        click.echo(f"{'Problem' if problem.serious else 'Note'}: {printable(problem.text)}", err=True)
    return sum(problem.serious for problem in problems)
