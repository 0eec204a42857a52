"""Who is in which team: from the groups of a JupyterHub, or from a file with the columns student,team.

A student is in one team, or a team of their own. Whoever is listed in two teams is in neither until
that is solved: marks from both would be arbitrary, and their hand-in might hold the work of either.
"""

from __future__ import annotations

import csv
import difflib
import functools
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets import Bool, Float, List, Unicode, default
from traitlets.config import Configurable

from autograder.errors import AutograderError
from autograder.hub_groups import HubGroups, HubUnreachable
from autograder.sanitise import printable

_COLUMNS = ("student", "team")
_SHOWN = 10  # names in one message
_LONGEST = 128  # the gradebook's column for a student's id


class TeamsUnreadable(AutograderError):
    """Raised when nobody knows who is in which team, so that no team can be graded as one."""


@dataclass(frozen=True)
class Team:
    """A team.

    Parameters
    ----------
    name
        What it is called; anything that people type.
    members
        Ids of the students, sorted.
    alone
        Whether this is a student who is in no team.
    """

    name: str
    members: tuple[str, ...]
    alone: bool = False


@dataclass(frozen=True)
class Problem:
    """Something about the teams that the instructor should know.

    Parameters
    ----------
    text
        One line.
    serious
        Whether somebody has to solve it.
    """

    text: str
    serious: bool = True


@dataclass(frozen=True)
class Listed:
    """A student who is listed in a team, and where."""

    student: str
    team: str
    where: str


class Roster:
    """Students and teams as they were read.

    Parameters
    ----------
    source
        Where they were read, for messages.
    listed
        Who is in which team; names as they are in the source.
    problems
        What was found when reading.

    Attributes
    ----------
    teams
        Teams by name, sorted. A team that nobody is left in is none.
    contested
        Students who are in several teams, with the names of these.
    problems
        All that the instructor should know.
    """

    def __init__(self, source: str, listed: Iterable[Listed], problems: Iterable[Problem] = ()) -> None:
        self.source = source
        self.problems = list(problems)
        places: dict[str, set[str]] = defaultdict(set)
        for entry in listed:
            reason = objection(entry.student)
            if reason:
                self._add(f"{entry.where}: {_quoted(entry.student)} cannot be a student's id: {reason}.")
            else:
                places[entry.student].add(entry.team)
        self.contested = {name: tuple(sorted(teams)) for name, teams in places.items() if len(teams) > 1}
        members: dict[str, list[str]] = defaultdict(list)
        for student in sorted(places):
            if student not in self.contested:
                members[places[student].pop()].append(student)
        self.teams: Mapping[str, Team] = {name: Team(name, tuple(members[name])) for name in sorted(members)}
        self._by_student = {student: team for team in self.teams.values() for student in team.members}
        for student, names in sorted(self.contested.items()):
            teams = " and ".join(map(_quoted, names))
            self._add(
                f"{_quoted(student)} is in {len(names)} teams, {teams}; until that is solved the hand-in "
                "counts for that student alone."
            )
        small = [team.name for team in self.teams.values() if len(team.members) == 1]
        if small:
            self._add(f"Teams of one member: {_named(small)}.", False)
        for alike in _alike(self.teams):
            self._add(f"These team names are nearly the same: {', '.join(map(_quoted, alike))}.", False)

    def _add(self, text: str, serious: bool = True) -> None:
        self.problems.append(Problem(text, serious))

    def team_of(self, student: str) -> Team:
        """Return a student's team; a student who is in none has a team of their own."""
        if student in self._by_student:
            return self._by_student[student]
        name = student
        while name in self.teams:  # somebody is called as a team is
            name += " (alone)"
        return Team(name, (student,), alone=True)

    def unknown(self, known: Collection[str]) -> list[Problem]:
        """Return warnings about listed students whom nobody knows.

        Parameters
        ----------
        known
            Ids of all students in the gradebook or with a hand-in.
        """
        names = sorted({*self._by_student, *self.contested} - set(known))
        meant = {name: _nearest(name, known) for name in names}
        found = [
            Problem(f"Nobody knows {_quoted(name)} of {self.source}; is this {_quoted(near)}?")
            for name, near in meant.items()
            if near
        ]
        others = [name for name in names if not meant[name]]
        if others:
            text = f"In {self.source}, but neither in the gradebook nor with a hand-in: {_named(others)}."
            found.append(Problem(text))
        return found

    def without_team(self, students: Collection[str]) -> list[Problem]:
        """Return a note about those of these students who are in no team."""
        lone = sorted(set(students) - self._by_student.keys() - self.contested.keys())
        return [Problem(f"In no team, so each a team of their own: {_named(lone)}.", False)] if lone else []


class Teams(Configurable):
    """Where the teams come from, and for which assignments."""

    assignments = List(
        Unicode(), ["celebrity_project"], help="Assignments in which one hand-in of a team counts for all."
    ).tag(config=True)
    file = Unicode(
        "teams.csv",
        help="CSV file with the columns student,team; relative to the course's root, or absolute.",
    ).tag(config=True)
    hub_groups = Bool(False, help="Take the teams from JupyterHub's groups, and not from the file.").tag(
        config=True
    )
    group_prefix = Unicode("team-", help="How the names of groups that are teams begin.").tag(config=True)
    hub_api_url = Unicode(help="The hub's REST API; by default JUPYTERHUB_API_URL.").tag(config=True)
    hub_api_token = Unicode(
        help="Token with the scopes list:groups and read:groups; by default JUPYTERHUB_API_TOKEN."
    ).tag(config=True)
    hub_timeout = Float(10.0, help="How long the hub may take for an answer, in seconds.").tag(config=True)

    @default("hub_api_url")
    def _default_url(self) -> str:
        return os.environ.get("JUPYTERHUB_API_URL", "")

    @default("hub_api_token")
    def _default_token(self) -> str:
        return os.environ.get("JUPYTERHUB_API_TOKEN", "")

    def __init__(self, root: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.root = root

    @functools.cached_property
    def roster(self) -> Roster:
        """The teams, read once.

        Raises
        ------
        TeamsUnreadable
            When the hub or the file cannot be read. A file that is missing or empty can: then there
            are no teams.
        """
        return self._from_hub() if self.hub_groups else read_file(self.root / self.file)

    def team_of(self, student: str) -> Team:
        """Return a student's team; a student who is in none has a team of their own."""
        return self.roster.team_of(student)

    def whose(self, assignment: str, student: str) -> str:
        """Return for whom a student's hand-in counts: the team's name, or the student's."""
        return self.team_of(student).name if assignment in self.assignments else student

    def _from_hub(self) -> Roster:
        missing = [name for name in ("hub_api_url", "hub_api_token") if not getattr(self, name)]
        if missing:
            raise TeamsUnreadable(
                f"The teams are to come from JupyterHub's groups, and {' and '.join(missing)} are not known: "
                "set JUPYTERHUB_API_URL and JUPYTERHUB_API_TOKEN, or c.Teams.hub_groups = False."
            )
        try:
            groups = HubGroups(self.hub_api_url, self.hub_api_token, self.hub_timeout).read()
        except HubUnreachable as error:
            raise TeamsUnreadable(f"The teams are not known: {error}") from error
        listed = [
            Listed(user, name.removeprefix(self.group_prefix) or name, f"group {_quoted(name)}")
            for name, group in groups.items()
            if name.startswith(self.group_prefix)
            for user in group.users
        ]
        problems = []
        if not listed:
            problems.append(
                Problem(f"No group {self.group_prefix}* has members; every student is a team of their own.")
            )
        return Roster("the hub's groups", listed, problems)


def read_file(path: Path) -> Roster:
    """Read a file of teams: UTF-8, a line for each student; blank lines and lines with ``#`` do not count.

    The first line may name the columns; otherwise they are student and team. Semicolons and tabs do as
    well as commas.

    Raises
    ------
    TeamsUnreadable
        When the file is there, and is no text in UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        absent = f"There is no {path.name} in {path.parent}; every student is a team of their own."
        return Roster(path.name, [], [Problem(absent)])
    except UnicodeDecodeError as error:
        raise TeamsUnreadable(
            f"{path} is not text in UTF-8 (byte {error.start + 1}); save it as 'CSV UTF-8'."
        ) from error
    except OSError as error:
        raise TeamsUnreadable(f"The teams cannot be read from {path}: {error.strerror}.") from error
    lines = [(number, line) for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1)]
    lines = [(number, line) for number, line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return Roster(
            path.name, [], [Problem(f"{path.name} is empty; every student is a team of their own.")]
        )
    delimiter = max(",;\t", key=lines[0][1].count)
    rows = [(number, _fields(line, delimiter)) for number, line in lines]
    columns = [name.casefold() for name in rows[0][1]]
    places = [columns.index(name) for name in _COLUMNS if name in columns]
    if len(places) == len(_COLUMNS):
        del rows[0]
    else:
        places = [0, 1]
    listed, problems = [], []
    for number, fields in rows:
        where = f"{path.name}, line {number}"
        student, team = (fields[place] if place < len(fields) else "" for place in places)
        if student and team:
            listed.append(Listed(student, team, where))
        else:
            lacking = "no student" if not student else f"no team for {_quoted(student)}"
            problems.append(Problem(f"{where}: {lacking}; a line is 'student{delimiter}team'."))
    return Roster(path.name, listed, problems)


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return [
            field.strip() for field in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        ]
    except csv.Error:
        return []


def objection(student: str) -> str:
    """Why a name cannot be a folder below autograded/ that nbgrader finds; empty where it can."""
    if student in (".", "..") or "/" in student or "\0" in student:
        return "it is no name of a folder"
    if not student.isprintable():
        return "it holds characters that cannot be seen"
    if any(character in student for character in "*?["):
        return "it holds one of * ? ["
    if len(student) > _LONGEST or len(os.fsencode(student)) > 255:
        return "it is too long"
    return ""


def _quoted(name: str) -> str:
    return f"'{printable(name[:200])}'"


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(map(_quoted, names[:_SHOWN]))
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _folded(name: str) -> str:
    """The name without what people overlook: case, accents' encodings, spaces, characters unseen."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def _alike(names: Iterable[str]) -> list[list[str]]:
    groups = defaultdict(list)
    for name in names:
        groups[_folded(name)].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _nearest(name: str, others: Iterable[str]) -> str:
    """The one of the other names that this one may be meant to be, or an empty text."""
    folded = {_folded(other): other for other in sorted(others) if other != name}
    if _folded(name) in folded:
        return folded[_folded(name)]
    digits = re.sub(r"\D", "", name)  # names that differ in their numbers are different on purpose
    likely = [text for text in folded if re.sub(r"\D", "", text) == digits]
    close = difflib.get_close_matches(_folded(name), likely, n=1, cutoff=0.8)
    return folded[close[0]] if close else ""
