"""The rules by which students form teams: each team is a group of the hub, joined with a code.

Codes, and whether teams are closed, are noted in the properties of the hub's groups, so that there is
no second place that could disagree with them. Every change takes effect at once.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.errors import AutograderError
from autograder.hub_groups import HubGroup, HubGroups

PREFIX = "team-"  # as c.Teams.group_prefix
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for something else
_CODE_LENGTH = 8
_SHORTEST, _LONGEST = 2, 40
_CODE, _CLOSED = "convclass_code", "convclass_teams_closed"


class TeamRefused(AutograderError):
    """Raised when a team cannot be changed in the way that somebody asked for."""


@dataclass(frozen=True)
class TeamView:
    """A team as its members see it.

    Parameters
    ----------
    name
        What it is called.
    members
        Names of users, sorted.
    code
        What others join it with; empty where it has none yet.
    """

    name: str
    members: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Overview:
    """All teams of a course.

    Parameters
    ----------
    teams
        By name, sorted.
    students
        All students of the course, sorted.
    closed
        Whether only instructors may change them.
    """

    teams: Mapping[str, TeamView]
    students: tuple[str, ...]
    closed: bool

    def of(self, student: str) -> list[TeamView]:
        """Return the teams that a student is in; more than one is a mistake."""
        return [team for team in self.teams.values() if student in team.members]

    @property
    def without_team(self) -> list[str]:
        """The students who are in no team."""
        placed = {member for team in self.teams.values() for member in team.members}
        return [student for student in self.students if student not in placed]


class Membership:
    """Who is in which team.

    Parameters
    ----------
    groups
        The hub's groups.
    student_group
        The group of all students of the course.
    size
        How many students may be in a team; instructors may put in more.
    """

    def __init__(self, groups: HubGroups, student_group: str, size: int) -> None:
        self._groups = groups
        self._student_group = student_group
        self.size = size

    def overview(self) -> Overview:
        """Return all teams as they are now."""
        return self._overview(self._groups.read())

    def _overview(self, groups: Mapping[str, HubGroup]) -> Overview:
        teams = {}
        for name in sorted(groups):
            if name.startswith(PREFIX) and len(name) > len(PREFIX):
                group, shown = groups[name], name.removeprefix(PREFIX)
                teams[shown] = TeamView(
                    shown, tuple(sorted(group.users)), str(group.properties.get(_CODE, ""))
                )
        course = groups.get(self._student_group, HubGroup((), {}))
        return Overview(teams, tuple(sorted(course.users)), bool(course.properties.get(_CLOSED)))

    def create(self, student: str, name: str) -> TeamView:
        """Create a team with one member.

        Raises
        ------
        TeamRefused
            When teams are closed, the student is in one, or the name cannot be used.
        """
        overview = self.overview()
        self._check_free(overview, student)
        name = self._new(overview, name)
        self._groups.add(PREFIX + name, student)
        return self.overview().teams[name]

    def create_empty(self, name: str) -> str:
        """Create a team without members, for an instructor; return its name.

        Raises
        ------
        TeamRefused
            When the name cannot be used.
        """
        return self._new(self.overview(), name)

    def _new(self, overview: Overview, name: str) -> str:
        name = " ".join(unicodedata.normalize("NFC", name).split())
        if not _SHORTEST <= len(name) <= _LONGEST:
            raise TeamRefused(f"A team's name has {_SHORTEST} to {_LONGEST} characters.")
        if not name.isprintable() or "/" in name:
            raise TeamRefused("A team's name is made of letters, digits, spaces and signs other than /.")
        alike = [other for other in overview.teams if other.casefold() == name.casefold()]
        if alike:
            raise TeamRefused(f"There is a team '{alike[0]}' already: choose another name, or join it.")
        self._groups.create(PREFIX + name)
        self._groups.note(PREFIX + name, {_CODE: _new_code()})
        return name

    def join(self, student: str, code: str) -> TeamView:
        """Join the team that a code belongs to.

        Raises
        ------
        TeamRefused
            When teams are closed, the student is in one, no team has the code, or it is full.
        """
        overview = self.overview()
        self._check_free(overview, student)
        entered = _plain(code)
        found = [
            team
            for team in overview.teams.values()
            if team.code and hmac.compare_digest(_plain(team.code).encode(), entered.encode())
        ]
        if not found:
            raise TeamRefused("No team has this code. Ask a member for it: they see it on this page.")
        team = found[0]
        if len(team.members) >= self.size:
            raise TeamRefused(f"Team '{team.name}' has {len(team.members)} members and is full.")
        self._groups.add(PREFIX + team.name, student)
        return team

    def _check_free(self, overview: Overview, student: str) -> None:
        self._check_open(overview)
        if student not in overview.students:
            raise TeamRefused("Only students of the course are in teams.")
        mine = overview.of(student)
        if mine:
            raise TeamRefused(f"You are in team '{mine[0].name}'; leave it first.")

    def _check_open(self, overview: Overview) -> None:
        if overview.closed:
            raise TeamRefused("Teams are closed: only your instructor can change them now.")

    def leave(self, student: str, name: str) -> None:
        """Leave a team; the last one to leave takes it away.

        Raises
        ------
        TeamRefused
            When teams are closed, or the student is not in it.
        """
        overview = self.overview()
        self._check_open(overview)
        team = overview.teams.get(name)
        if team is None or student not in team.members:
            raise TeamRefused("You are not in this team any more.")
        self._groups.remove(PREFIX + name, student)
        if len(team.members) == 1:
            self._groups.delete(PREFIX + name)

    def renew_code(self, name: str) -> str:
        """Give a team a new code; the old one is worth nothing from then on.

        Raises
        ------
        TeamRefused
            When there is no such team.
        """
        groups = self._groups.read()
        group = groups.get(PREFIX + name)
        if group is None:
            raise TeamRefused(f"There is no team '{name}' any more.")
        code = _new_code()
        self._groups.note(PREFIX + name, {**group.properties, _CODE: code})
        return code

    def move(self, student: str, name: str) -> None:
        """Put a student into a team, out of all others, for an instructor; an empty name is no team.

        Raises
        ------
        TeamRefused
            When there is no such team or student.
        """
        overview = self.overview()
        if name and name not in overview.teams:
            raise TeamRefused(f"There is no team '{name}' any more.")
        before = overview.of(student)
        if student not in overview.students and not before:
            raise TeamRefused(f"There is no student '{student}' in the course.")
        # first out: nobody is in two teams, not even for a moment
        for team in before:
            if team.name != name:
                self._groups.remove(PREFIX + team.name, student)
        if name and student not in overview.teams[name].members:
            self._groups.add(PREFIX + name, student)

    def delete(self, name: str) -> None:
        """Delete a team, for an instructor; its members are in none then.

        Raises
        ------
        TeamRefused
            When there is no such team.
        """
        if name not in self.overview().teams:
            raise TeamRefused(f"There is no team '{name}' any more.")
        self._groups.delete(PREFIX + name)

    def close(self, closed: bool) -> None:
        """Close teams, so that only instructors change them, or open them again."""
        group = self._groups.read().get(self._student_group)
        if group is None:
            raise TeamRefused(f"The hub has no group {self._student_group}.")
        self._groups.note(self._student_group, {**group.properties, _CLOSED: closed})


def enrol(groups: HubGroups, wanted: Mapping[str, frozenset[str]]) -> None:
    """Take users out of groups that they do not belong to any more: the hub's configuration only adds.

    Parameters
    ----------
    groups
        The hub's groups.
    wanted
        Members by group.
    """
    found = groups.read()
    for name, users in wanted.items():
        for user in sorted(set(found[name].users) - users if name in found else ()):
            groups.remove(name, user)


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return f"{letters[: _CODE_LENGTH // 2]}-{letters[_CODE_LENGTH // 2 :]}"


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())
