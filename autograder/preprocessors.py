"""Where the grader plugs into nbgrader: an exporter that reads hand-ins, and preprocessors. All thin.

nbgrader converts each hand-in twice with one exporter: from ``submitted/`` to ``autograded/`` with the
sanitizing preprocessors, then in place with the autograding ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import find_all_files
from traitlets import Dict, Integer, List, Unicode
from traitlets.config import Config

from autograder import entries, feedback, filing, grading, handin, suite
from autograder.collect import CheckedCollect
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.errors import AutograderError
from autograder.outcomes import Outcome
from autograder.rebuild import rebuild
from autograder.sandbox import ForkServer, Limits, warm_server
from autograder.sandbox.limits import MIB
from autograder.team_copies import document
from autograder.teams import Teams
from autograder.teamwork import Teamwork
from autograder.turns import turn


class HandInExporter(NotebookExporter):  # type: ignore[misc]
    """Reads hand-ins for nbgrader: as untrusted data, rebuilt on the teacher's copy.

    nbgrader makes one before it touches the first hand-in. That is when suite, points and isolation are
    checked, and when everything that must not be copied is moved out of the hand-ins.
    """

    allowed_files = Dict(
        per_key_traits=None,
        help="Extra files that students may hand in, per assignment: patterns such as ['*.weights.h5'].",
    ).tag(config=True)
    max_notebook_mb = Integer(100, help="Largest notebook that is read, in MiB.").tag(config=True)
    max_file_mb = Integer(64, help="Largest extra file that is taken, in MiB.").tag(config=True)
    max_files = Integer(20, help="Most extra files that are taken from one hand-in.").tag(config=True)
    max_total_mb = Integer(128, help="Most MiB of all extra files of a hand-in together.").tag(config=True)
    refused_directory = Unicode(
        "refused", help="Folder below the course's root that takes what is moved out of hand-ins."
    ).tag(config=True)

    def __init__(self, parent: Autograde, **kwargs: Any) -> None:
        super().__init__(parent=parent, **kwargs)
        self._coursedir = parent.coursedir
        self._refused: dict[Path, list[tuple[str, str]]] = {}
        self._turns = ExitStack()
        try:
            self._check_course()
            teams = getattr(parent, "teams", None) or Teams(Path(self._coursedir.root), parent=parent)
            self._take_turns(parent, teams)
            self.teamwork = self._choose(parent, teams)
        except AutograderError as error:
            self._turns.close()
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        # The sandbox gets the teacher's files from where they are; a copy for each student would only cost.
        assignment = self._coursedir.assignment_id
        parent.exclude_overwriting = {
            **parent.exclude_overwriting,
            assignment: list(given_files(self._coursedir, assignment)),
        }
        for folder in list(parent.assignments):
            try:
                if "\n" in folder:  # nbgrader would end the whole batch over it
                    raise OSError("its name has a line break")
                self._sweep(Path(folder))
            except OSError as error:  # nbgrader must not copy this one, but goes on with the others
                self.log.error(
                    "The hand-in in %r was left out, since it cannot be cleaned: %s", folder, error
                )
                del parent.assignments[folder]
        filing.file_unnamed(self._coursedir, GradeInSandbox(parent=self).heldout(), self.team_of)

    def team_of(self, student: str) -> str:
        """Return the name of a student's team; a student who has none is one."""
        return student if self.teamwork is None else self.teamwork.teams.team_of(student).name

    def _check_course(self) -> None:
        assignment = self._coursedir.assignment_id
        for path in sorted(Path(self._released(assignment)).glob("*.ipynb")):
            suite.check_points(assignment, self._teacher(path))
        grader = GradeInSandbox(parent=self)
        suite.check_heldout(assignment, grader.heldout())
        grader.server(assignment)

    def _take_turns(self, parent: Autograde, teams: Teams) -> None:
        """Wait until nobody else grades what is to be graded, and let nobody else until `done`."""
        assignment = self._coursedir.assignment_id
        whose = {teams.whose(assignment, Path(folder).parent.name) for folder in parent.assignments}
        root = Path(self._coursedir.root)
        for name in sorted(whose):  # in one order, so that no two programs wait for each other
            # a whole class is not given up because one hand-in takes long
            turns = turn(root, assignment, name, **({} if len(whose) == 1 else {"patience": None}))
            self._turns.enter_context(turns)
        # nbgrader tells nobody when it gives up. The formgrader grades in one step of its event loop: what it
        # does next is to let others have their turn. A command just ends; `autograder.course` calls `done`.
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().call_soon(self.done)

    def done(self) -> None:
        """Let other programs grade these hand-ins."""
        self._turns.close()

    def _choose(self, parent: Autograde, teams: Teams) -> Teamwork | None:
        """Of a team's hand-ins only the latest is graded; None where an assignment is not for teams."""
        if self._coursedir.assignment_id not in teams.assignments:
            return None
        work = Teamwork(parent, teams)
        work.choose(parent.assignments)
        return work

    def _released(self, assignment: str) -> str:
        return str(self._coursedir.format_path(self._coursedir.release_directory, ".", assignment))

    def _teacher(self, path: Path) -> NotebookNode:
        try:
            return _read_teacher(path, path.stat().st_mtime_ns)
        except (OSError, ValueError, ValidationError) as error:
            raise AutograderError(
                f"The released notebook {path} cannot be used ({error}); "
                "make it with 'nbgrader generate_assignment'."
            ) from error

    def _sweep(self, folder: Path) -> None:
        assignment, student = folder.name, folder.parent.name
        refuge = Path(self._coursedir.root) / self.refused_directory / student / assignment
        allowed = self.allowed_files.get(assignment, [])
        given = given_files(self._coursedir, assignment)
        swept = handin.sweep(
            folder,
            refuge,
            allowed,
            self.max_file_mb * MIB,
            self.max_files,
            given,
            self.max_total_mb * MIB,
        )
        self._refused[folder.absolute()] = swept.refused
        for name, reason in swept.refused:
            self.log.warning("%s handed in %r, which was moved to %s: %s", student, name, refuge, reason)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export the notebook of a hand-in, or one that the grader itself has written."""
        assert resources is not None
        mine = resources["nbgrader"]
        folder = Path(filename).absolute().parent
        submitted = self._coursedir.format_path(
            self._coursedir.submitted_directory, mine["student"], mine["assignment"]
        )
        if folder != Path(submitted).absolute():
            result: tuple[str, dict[str, Any]] = super().from_filename(
                filename, resources=resources, **kwargs
            )
            return result
        teacher = self._teacher(Path(self._released(mine["assignment"])) / f"{mine['notebook']}.ipynb")
        rebuilt = rebuild(handin.read(Path(filename), self.max_notebook_mb * MIB), teacher)
        notes = rebuilt.notes
        if self.teamwork is not None:
            notes[:0] = self.teamwork.notes(mine["student"])
            self.teamwork.mark(rebuilt.notebook, mine["student"])
        for name, reason in self._refused.get(folder, [])[:20]:
            notes.append(f"The file {name!r} was not taken: {reason}.")
        if notes:
            rebuilt.notebook.cells.insert(0, feedback.note_cell(notes))
        result = super().from_notebook_node(rebuilt.notebook, resources=resources, **kwargs)
        return result


@functools.lru_cache(maxsize=16)
def _read_teacher(path: Path, changed: int) -> NotebookNode:
    """Read a released notebook; once, since every hand-in of a class is built on it."""
    teacher = nbformat.read(path, as_version=4)
    CheckCellMetadata().preprocess(teacher, {})
    return teacher


class GradeInSandbox(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs a rebuilt notebook in a sandbox, checks it with the hidden suite, writes the reports."""

    preload = Dict(
        {},
        help="Modules that the warm server imports, per assignment; see also default_preload.",
    ).tag(config=True)
    default_preload = List(
        Unicode(), ["numpy", "matplotlib.pyplot"], help="Modules that the warm server imports otherwise."
    ).tag(config=True)
    assignment_limits = Dict(
        {}, help="Limits that differ for an assignment: {'keras_cnn': {'memory_mb': 6144}}; see Limits."
    ).tag(config=True)

    heldout_directory = Unicode(
        DIRECTORY, help="Folder of the held-out data; relative to the course's root, or absolute."
    ).tag(config=True)

    def heldout(self) -> HeldOut:
        """Return the store of held-out data."""
        return HeldOut(Path(self._coursedir.root).absolute() / self.heldout_directory)

    def server(self, assignment: str) -> ForkServer:
        """Return the warm server of an assignment."""
        root = Path(self._coursedir.root).absolute()
        secret = (root, self.heldout().directory)
        return warm_server(self.preload.get(assignment, self.default_preload), secret)

    @property
    def _coursedir(self) -> CourseDirectory:
        return self.parent.parent.coursedir  # its parent is the exporter, whose parent is the converter

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Grade the notebook."""
        mine = resources["nbgrader"]
        assignment, student = mine["assignment"], mine["student"]
        limits = Limits(parent=self, **self.assignment_limits.get(assignment, {}))
        files = grading.Files(self._handed_in(student, assignment), given_files(self._coursedir, assignment))
        try:
            result = grading.grade(
                nb, assignment, student, self.server(assignment), limits, files, self.heldout()
            )
        except Exception:
            if suite.makes_entry(assignment):  # nbgrader goes on with the others; the team is told
                self._file(student, files, entries.Failed(Outcome.GRADER_FAULT, filing.FAULT))
            raise
        grading.log_faults(self.log, student, result)
        resources["convclass_open"] = result.open_cells
        if result.entry is not None:
            self._file(student, files, result.entry)
        return nb, resources

    def _handed_in(self, student: str, assignment: str) -> dict[str, bytes]:
        """Extra files that were handed in and are allowed: all others have been moved away."""
        coursedir = self._coursedir
        folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".ipynb"]
        wanted = [path for path in paths if path.name not in handin.NBGRADERS]
        return {str(path.relative_to(folder)): path.read_bytes() for path in wanted}

    def _file(self, student: str, files: grading.Files, result: entries.Predictions | entries.Failed) -> None:
        team = self.parent.team_of(student)
        filing.file(self._coursedir, self.heldout(), student, team, result, files.handed_in)


def given_files(coursedir: CourseDirectory, assignment: str) -> dict[str, bytes]:
    """Return the teacher's files of an assignment, by name relative to its folder: data, not notebooks."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment)).absolute()
    paths = find_all_files(str(folder), [*coursedir.ignore, "*.ipynb"])
    return {str(Path(path).relative_to(folder)): _read_given(path, _changed(path)) for path in sorted(paths)}


def _changed(path: str) -> tuple[int, int]:
    info = Path(path).stat()
    return info.st_mtime_ns, info.st_size


@functools.lru_cache(maxsize=32)
def _read_given(path: str, changed: tuple[int, int]) -> bytes:
    """Read a teacher's file; once, since every hand-in of a class gets it."""
    return Path(path).read_bytes()


class LeaveMarksOpen(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes back the marks of cells that the grader failed to check, so that a person decides."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Open the marks in the gradebook."""
        mine = resources["nbgrader"]
        open_cells = resources.get("convclass_open", [])
        if open_cells:
            with Gradebook(mine["db_url"]) as gradebook:
                for name in open_cells:
                    grade = gradebook.find_grade(name, mine["notebook"], mine["assignment"], mine["student"])
                    grade.auto_score = None
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


class ShareWithTeam(NbGraderPreprocessor):  # type: ignore[misc]
    """Records the marks for all members of the team; the last, since it copies what the others stored."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Share marks and notebook."""
        mine = resources["nbgrader"]
        work: Teamwork | None = self.parent.teamwork
        if work is not None:
            work.share(mine["student"], {mine["notebook"]: document(nb)})
        return nb, resources


def configure(config: Config) -> None:
    """Make ``nbgrader autograde`` grade with this package; called by nbgrader_config.py."""
    config.ExchangeFactory.collect = CheckedCollect
    config.Autograde.exporter_class = HandInExporter
    # the exporter has rebuilt the notebook from the teacher's copy, which leaves nothing to clean
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [
        GradeInSandbox,
        SaveAutoGrades,
        LeaveMarksOpen,
        AssignLatePenalties,
        ShareWithTeam,
    ]
