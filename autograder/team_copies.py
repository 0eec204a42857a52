"""Graded notebooks that count for several students: whose hand-in each is, and a copy for each member.

Each graded notebook of a team assignment says in its metadata whose hand-in it is and for which team;
that tells a copy that a change of the teams has made stale. It also says what was copied of the marks
that a person gave, see `autograder.team_marks`.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree

from autograder import handin
from autograder.files import replaced
from autograder.handin import SECRET, STAMP
from autograder.team_marks import Copied
from autograder.teams import Team

METADATA_KEY = "convclass_team"
Document = dict[str, Any]  # a notebook as JSON


@dataclass(frozen=True)
class Origin:
    """Where a graded notebook comes from; the same for all members' copies of it.

    Parameters
    ----------
    student
        Whose hand-in it is.
    team, alone
        For which team it was graded; a student in no team is a team of their own.
    graded
        When, in ISO format.
    """

    student: str
    team: str
    alone: bool
    graded: str

    def counts_for(self, team: Team) -> bool:
        """Whether this hand-in counts for a team as it is now."""
        return (self.team, self.alone) == (team.name, team.alone) and self.student in team.members


class Graded:
    """The graded notebooks of an assignment, in ``autograded/``.

    Parameters
    ----------
    coursedir
        The course, as nbgrader describes it.
    assignment
        Name of the assignment.
    mode
        Permissions of files there.
    log
        Takes what could not be done.
    """

    def __init__(self, coursedir: CourseDirectory, assignment: str, mode: int, log: logging.Logger) -> None:
        self._coursedir = coursedir
        self._assignment = assignment
        self._mode = mode
        self._log = log

    def folder(self, student: str) -> Path:
        """Return the folder of a student's graded notebooks, which may not be there."""
        step = self._coursedir.autograded_directory
        return Path(self._coursedir.format_path(step, student, self._assignment))

    def origin(self, student: str) -> Origin | None:
        """Return where a student's graded notebooks come from; None where that is not known."""
        for about in self._abouts(student).values():
            try:
                return Origin(**{name: about[name] for name in Origin.__dataclass_fields__})
            except KeyError:
                return None
        return None

    def copied(self, student: str) -> Copied:
        """Return what was copied to a student of the marks that a person gave."""
        return {name: dict(about.get("copied", {})) for name, about in self._abouts(student).items()}

    def read(self, student: str) -> dict[str, Document]:
        """Return a student's graded notebooks by name."""
        return {path.stem: json.loads(path.read_bytes()) for path in self._notebooks(student)}

    def _notebooks(self, student: str) -> list[Path]:
        return sorted(self.folder(student).glob("*.ipynb"))

    def _abouts(self, student: str) -> dict[str, dict[str, Any]]:
        return {path.stem: _about(path) for path in self._notebooks(student)}

    def place(self, student: str, member: str, notebooks: Mapping[str, Document], copied: Copied) -> None:
        """Put copies of a student's graded notebooks where nbgrader makes a member's feedback from.

        Parameters
        ----------
        student
            Whose hand-in it is.
        member
            Who gets the copies.
        notebooks
            Graded notebooks by name.
        copied
            What was copied of the marks that a person gave.
        """
        folder = self.folder(member)
        if folder.is_symlink() or folder.parent.is_symlink():
            self._log.error("%s has the marks but no graded notebook, since %s is a link.", member, folder)
            return
        if folder.exists() and self.origin(member) != self.origin(student):
            rmtree(str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        for name, notebook in notebooks.items():
            metadata = dict(notebook["metadata"])
            metadata[METADATA_KEY] = {**metadata[METADATA_KEY], "copied": copied.get(name, {})}
            text = json.dumps({**notebook, "metadata": metadata}, ensure_ascii=False, indent=1)
            self._write(folder / f"{name}.ipynb", f"{text}\n".encode())
        stamp = self.folder(student) / STAMP
        if stamp.is_file():
            self._write(folder / STAMP, stamp.read_bytes())
        self._write(folder / SECRET, self._secret(member))
        if self._coursedir.groupshared:
            folder.chmod(folder.stat().st_mode & 0o777 | 0o2770)

    def _secret(self, member: str) -> bytes:
        """By what the member finds their feedback; without a hand-in of their own there is nothing to find.

        `nbgrader release_feedback` stops for the whole class where there is none.
        """
        step = self._coursedir.submitted_directory
        path = Path(self._coursedir.format_path(step, member, self._assignment)) / SECRET
        try:
            return handin.read_line(path)
        except (OSError, ValueError):
            return secrets.token_hex(64).encode()

    def _write(self, path: Path, content: bytes) -> None:
        with replaced(path, self._mode) as file:
            file.write(content)


def mark(notebook: NotebookNode, origin: Origin) -> None:
    """Write into a notebook that is about to be graded whose it is."""
    notebook.metadata[METADATA_KEY] = asdict(origin)


def document(notebook: NotebookNode) -> Document:
    """Return a notebook as the JSON that a file of it holds."""
    written: Document = json.loads(nbformat.writes(notebook))
    return written


def _about(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_bytes())["metadata"][METADATA_KEY])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
