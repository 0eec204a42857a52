"""One hand-in of a team counts for all its members: which one is graded, and what the others get of it.

The team's latest hand-in is graded as nbgrader grades any other; earlier ones of other members stay in
``submitted/`` as they are. Then each member gets its marks in the gradebook and a copy of the graded
notebook, from which nbgrader makes their feedback page.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.utils import rmtree

from autograder import handin, team_marks
from autograder.errors import AutograderError
from autograder.handin import STAMP
from autograder.sanitise import printable
from autograder.team_copies import Document, Graded, Origin, mark
from autograder.team_marks import Kept
from autograder.teams import Problem, Team, Teams

_LATEST = datetime.max.replace(tzinfo=UTC, microsecond=0).timestamp()


@dataclass(frozen=True)
class HandIn:
    """What one member handed in.

    Parameters
    ----------
    student
        The member.
    folder
        Its folder below ``submitted/``.
    notebooks
        Its notebooks.
    when
        When it was handed in, naive and in UTC: by its ``timestamp.txt``, else by its notebooks' times.
    stamped
        Whether it has a ``timestamp.txt``.
    complete
        Whether it has a notebook of the assignment.
    """

    student: str
    folder: Path
    notebooks: tuple[Path, ...]
    when: datetime
    stamped: bool
    complete: bool

    @property
    def told(self) -> str:
        """When it was handed in, for people."""
        return f"{self.when:%Y-%m-%d %H:%M:%S} UTC" + ("" if self.stamped else " (by its files)")


class Teamwork:
    """The hand-ins of one team assignment.

    Parameters
    ----------
    converter
        nbgrader's, for the course, its log and its permissions of files; it is set to the assignment.
    teams
        Who is in which team.
    """

    def __init__(self, converter: Autograde, teams: Teams) -> None:
        self.coursedir = converter.coursedir
        self.assignment = str(self.coursedir.assignment_id)
        self.teams = teams
        self.log = converter.log
        self._creates_students = converter.create_student
        mode = int(str(converter.permissions), 8)
        self._graded = Graded(self.coursedir, self.assignment, mode, self.log)
        self._excluded = set(filter(None, self.coursedir.student_id_exclude.split(",")))
        self._now = datetime.now(UTC).isoformat()

    def _folder(self, step: str, student: str) -> Path:
        """Return a student's folder of the assignment; `step` is one of nbgrader's directories."""
        return Path(self.coursedir.format_path(step, student, self.assignment))

    def _everyone(self, step: str) -> dict[str, str]:
        """Folders of the assignment, as nbgrader finds them, with the student's name of each."""
        found = glob.glob(self.coursedir.format_path(step, "*", self.assignment))
        return dict(self._named(step, found))

    def _named(self, step: str, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
        pattern = self.coursedir.format_path(step, "(?P<student>.*)", re.escape(self.assignment), escape=True)
        for folder in folders:
            match = re.fullmatch(pattern, folder)
            if match:
                yield folder, str(match["student"])

    def hand_ins(self, team: Team) -> list[HandIn]:
        """Return what the members of a team handed in, the latest first; at the same time, by name.

        Those without a notebook of the assignment come last: nbgrader cannot grade them.
        """
        found = [self._hand_in(student) for student in team.members if student not in self._excluded]
        present = sorted(filter(None, found), key=lambda one: one.student)
        return sorted(present, key=lambda one: (one.complete, one.when), reverse=True)

    def _hand_in(self, student: str) -> HandIn | None:
        folder = self._folder(self.coursedir.submitted_directory, student)
        notebooks = tuple(sorted(folder.glob(f"{self.coursedir.notebook_id}.ipynb")))
        if not notebooks:
            return None
        if folder.is_symlink() or folder.parent.is_symlink():
            self.log.error("The folder %s is a link, which does not count as a hand-in.", folder)
            return None
        stamp = None
        try:
            stamp = handin.read_timestamp(folder / STAMP)
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            self.log.warning("%s cannot be read (%s); the notebook's time is used.", folder / STAMP, error)
        # students choose the times of their files, which may be beyond what a date can hold
        changed = min(max(path.lstat().st_mtime for path in notebooks), _LATEST)
        when = stamp or datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)
        released = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", self.assignment))
        complete = any((released / path.name).is_file() for path in notebooks)
        return HandIn(student, folder, notebooks, when, stamp is not None, complete)

    def graded_for(self, student: str) -> str:
        """Return whose hand-in is graded for a student: the student's own where the team has none."""
        latest = self.hand_ins(self.teams.team_of(student))
        return latest[0].student if latest else student

    def choose(self, assignments: dict[str, list[str]]) -> None:
        """Leave of the hand-ins that nbgrader is about to grade the latest of each team.

        Parameters
        ----------
        assignments
            nbgrader's: folders below ``submitted/`` with their notebooks; changed in place. The latest
            hand-in may be one that was not in it.
        """
        asked = dict(self._named(self.coursedir.submitted_directory, assignments))
        done: set[Team] = set()
        for student in sorted(asked.values()):
            team = self.teams.team_of(student)
            if student in self._excluded or team in done:
                continue
            done.add(team)
            found = self.hand_ins(team)
            for folder, member in asked.items():
                if member in team.members:
                    del assignments[folder]
            for older in found[1:]:
                self.log.info(
                    "Team %r: the hand-in of %s (%s) is not graded, since that of %s (%s) is the latest.",
                    *(team.name, older.student, older.told, found[0].student, found[0].told),
                )
            if found:
                assignments[str(found[0].folder)] = list(map(str, found[0].notebooks))
                try:
                    self._prepare(team, found[0].student)
                except (AutograderError, OSError, ValueError) as error:  # the others are graded all the same
                    self.log.error("Team %r: %s", team.name, error)
        if self.coursedir.student_id == "*":
            for problem in self.problems():
                (self.log.warning if problem.serious else self.log.info)("Teams: %s", printable(problem.text))

    def handed_in(self) -> set[str]:
        """Return all students who have handed in, each of their own."""
        return set(self._everyone(self.coursedir.submitted_directory).values())

    def problems(self) -> list[Problem]:
        """Return all that the instructor should know about the teams."""
        roster, handed_in = self.teams.roster, self.handed_in()
        problems = [*roster.problems, *roster.without_team(handed_in)]
        if not self.teams.hub_groups:  # the hub knows its users
            problems += roster.unknown(handed_in | team_marks.students(self.coursedir))
        problems += [Problem(self.told_stale(*entry)) for entry in self.stale().items()]
        return problems

    def notes(self, student: str) -> list[str]:
        """Return what the feedback page says about whose hand-in this is, in Markdown."""
        team, roster = self.teams.team_of(student), self.teams.roster
        if student in roster.contested:
            names = ", ".join(map(_code, roster.contested[student]))
            return [
                f"{_code(student)} is in several teams ({names}): this counts for {_code(student)} alone."
            ]
        if team.alone:
            return [f"{_code(student)} is in no team: this counts for {_code(student)} alone."]
        return [f"Handed in by {_code(student)} for team {_code(team.name)}; it counts for all members."]

    def mark(self, notebook: NotebookNode, student: str) -> None:
        """Write into a notebook that is about to be graded whose it is."""
        team = self.teams.team_of(student)
        mark(notebook, Origin(student, team.name, team.alone, self._now))

    def source(self, team: Team) -> str | None:
        """Return the member whose hand-in was graded for a team as it is now, or None."""
        origins = {member: self._graded.origin(member) for member in team.members}
        graded = [
            (origin.graded, member)
            for member, origin in origins.items()
            if origin and origin.student == member and origin.counts_for(team)
        ]
        return max(graded)[1] if graded else None

    def stale(self) -> dict[str, Origin]:
        """Return the students who have the marks of a hand-in that does not count for them any more."""
        found = {}
        for student in sorted(self._everyone(self.coursedir.autograded_directory).values()):
            origin, team = self._graded.origin(student), self.teams.team_of(student)
            if origin is None or origin.student == student or origin.counts_for(team):
                continue
            if not self.hand_ins(team):  # else the next grading replaces them
                found[student] = origin
        return found

    def told_stale(self, student: str, origin: Origin) -> str:
        """Say in one line what a stale copy is."""
        return (
            f"{printable(student)} still has the marks of {printable(origin.student)}'s hand-in for team "
            f"{printable(origin.team)}, which does not count for {printable(student)} any more; "
            f"'autograder teams share {self.assignment} --take-back' takes them back."
        )

    def _prepare(self, team: Team, student: str) -> None:
        """Before nbgrader looks whether there is anything to grade: make what lies there true."""
        folder = self._graded.folder(student)
        origin = self._graded.origin(student)
        if not folder.exists():
            return
        if origin and origin.student == student and origin.counts_for(team):
            late = [member for member in self._others(team, student) if self._graded.origin(member) != origin]
            if late:
                self.share(student, members=late)
            return
        if origin and origin.student != student:
            if origin.counts_for(team) and origin.student == self.source(team):
                # a later hand-in of the same team: what a person gave for the earlier one stays,
                # and nbgrader asks them to look again, as when one student hands in again
                self.share(origin.student, members=[student])
            elif not origin.counts_for(team):
                team_marks.take_back(self.coursedir, self.assignment, student, self._graded.copied(student))
        self.log.warning("Removing %s: it was graded for another hand-in or another team.", folder)
        rmtree(str(folder))

    def _others(self, team: Team, student: str) -> list[str]:
        """The members who get the marks of a student's hand-in."""
        others = [member for member in team.members if member != student and member not in self._excluded]
        if not self._creates_students:
            known = team_marks.students(self.coursedir)
            for member in set(others) - known:
                self.log.warning("%s is not in the gradebook and gets no marks of the team.", member)
            others = [member for member in others if member in known]
        return others

    def share(
        self,
        student: str,
        notebooks: Mapping[str, Document] | None = None,
        members: Iterable[str] | None = None,
        force: bool = False,
    ) -> list[Kept]:
        """Give the members of a team the marks and the graded notebooks of a hand-in.

        Parameters
        ----------
        student
            Whose hand-in it is.
        notebooks
            Its graded notebooks by name, as JSON; by default, those that lie in ``autograded/``.
        members
            Who gets them; by default, all others of the team.
        force
            Overwrite marks that a person gave to one member only.

        Returns
        -------
        list of Kept
            What a person gave to one member only, and was left as it is.

        Raises
        ------
        AutograderError
            When the hand-in has no marks.
        """
        team = self.teams.team_of(student)
        others = self._others(team, student) if members is None else list(members)
        if not others:
            return []
        before = {member: self._graded.copied(member) for member in others}
        shared = team_marks.share(self.coursedir, self.assignment, student, before, force)
        if notebooks is None:
            notebooks = self._graded.read(student)
        for member in others:
            self._graded.place(student, member, notebooks, shared.copied[member])
        self.log.info("Team %r: %s's marks were recorded for %s.", team.name, student, ", ".join(others))
        for kept in shared.kept:
            self.log.warning("Team %r: %s", team.name, told_kept(kept, student))
        return shared.kept

    def take_back(self, student: str) -> bool:
        """Take from a student the marks of a team's hand-in that does not count for them any more.

        Returns
        -------
        bool
            Whether nothing of it is left: a mark that a person gave to this student alone is kept.
        """
        left = team_marks.take_back(self.coursedir, self.assignment, student, self._graded.copied(student))
        if left:
            return False
        team_marks.remove(self.coursedir, self.assignment, student)
        feedback = self._folder(self.coursedir.feedback_directory, student)
        for folder in (self._graded.folder(student), feedback):
            if folder.is_dir():
                rmtree(str(folder))
        return True


def told_kept(kept: Kept, student: str) -> str:
    """Say in one line that a mark was left as it is."""
    own, teams = ("none" if value is None else printable(str(value)) for value in (kept.own, kept.teams))
    return (
        f"{printable(kept.student)} keeps {kept.what} of their own for {printable(kept.cell)}: {own}; "
        f"{printable(student)} has {teams}."
    )


def _code(name: str) -> str:
    """A name as code in Markdown, in which nothing else is markup."""
    return f"`{printable(name[:100]).replace('`', chr(39))}`"
