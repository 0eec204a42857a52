"""Where the grader plugs into nbgrader: an exporter that reads hand-ins, and preprocessors. All thin.

nbgrader converts each hand-in twice with one exporter: from ``submitted/`` to ``autograded/`` with the
sanitizing preprocessors, then in place with the autograding ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Dict, Integer, List, Unicode
from traitlets.config import Config

from autograder import entries, feedback, filing, grading, handin, suite
from autograder.beside import extra_files, given_files
from autograder.collect import CheckedCollect
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.errors import AutograderError
from autograder.grading import Examined
from autograder.outcomes import Outcome
from autograder.rebuild import rebuild, teacher
from autograder.recording import OPEN_CELLS, LatePenalties, SaveMarks, ShareWithTeam
from autograder.results import notes, recorded
from autograder.results.notes import Done
from autograder.results.recorded import Records
from autograder.results.source import version
from autograder.results.store import ResultStore
from autograder.results.task import Setting, Task, code_cells, perform
from autograder.sandbox import ForkServer, Limits, warm_server
from autograder.sandbox.limits import MIB
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
        self._reading = 0.0  # seconds, of the hand-in that is being graded
        self._rebuilt: dict[tuple[str, str, str], NotebookNode] = {}  # of that hand-in, until it is graded
        self.results = ResultStore(Path(self._coursedir.root), config=parent.config)
        with self._ending_all():
            begun = self._begin_server()
            self.setting = self._check_course()
            teams = getattr(parent, "teams", None) or Teams(Path(self._coursedir.root), parent=parent)
            self._take_turns(parent, teams)
            self.teamwork = self._choose(parent, teams)
            if begun:
                self.grader.server(self._coursedir.assignment_id)
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
                self.sweep(Path(folder))
            except OSError as error:  # nbgrader must not copy this one, but goes on with the others
                self.log.error(
                    "The hand-in in %r was left out, since it cannot be cleaned: %s", folder, error
                )
                del parent.assignments[folder]
        with self._ending_all():
            if not begun and known_results(parent) is None and not self._is_all_stored():
                self.grader.server(assignment)
        filing.file_unnamed(self._coursedir, self.grader.heldout(), self.team_of)

    @property
    def grader(self) -> GradeInSandbox:
        """What grades, with the course's settings; kept here, it would keep this exporter alive."""
        return GradeInSandbox(parent=self)

    def team_of(self, student: str) -> str:
        """Return the name of a student's team; a student who has none is one."""
        return student if self.teamwork is None else self.teamwork.teams.team_of(student).name

    def _check_course(self) -> Setting:
        assignment = self._coursedir.assignment_id
        for path in sorted(Path(self._released(assignment)).glob("*.ipynb")):
            suite.check_points(assignment, teacher(path))
        source = version(assignment)
        if not source.known:
            self.log.warning(
                "The grader's source was changed while it runs: no result is kept or used again."
            )
            self.results.enabled = False
        self.heldout_files = tuple(suite.check_heldout(assignment, self.grader.heldout()))
        return self.grader.setting(assignment, source.digest, self.heldout_files)

    @contextlib.contextmanager
    def _ending_all(self) -> Iterator[None]:
        """End nbgrader's run over what holds for every hand-in."""
        try:
            yield
        except AutograderError as error:
            self._turns.close()
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    def _begin_server(self) -> bool:
        """Start the warm server if something is new: it imports what it needs while this process does.

        Whether all of the others are known can be told later only, when the suite has been read.
        """
        if known_results(self.parent) is not None:  # all that is run here has been
            return False
        assignment, records = self._coursedir.assignment_id, Records(self.results)
        is_new = any(
            records.get(assignment, Path(folder).parent.name, Path(path).stem) is None
            for folder, paths in self.parent.assignments.items()
            for path in paths
            if self.is_released(Path(path))
        )
        if is_new:
            self.grader.server(assignment, wait=False)
        return is_new

    def _is_all_stored(self) -> bool:
        """Whether there is nothing to run: the server would import a lot, and for nothing."""
        for folder, paths in self.parent.assignments.items():
            # one that cannot be read is not run; recording it will fail, and say why
            with contextlib.suppress(Exception):
                tasks = self.tasks(Path(folder), paths)
                if not all(self.results.get(task.key) for task, _ in tasks.values()):
                    return False
        return True

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
        # does next is to let others have their turn. A command just ends; `autograder.course` calls `done`;
        # and a script that goes on has graded the last one.
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().call_soon(self.done)
        parent.post_convert_hook = functools.partial(self._converted, parent.post_convert_hook)

    def _converted(self, configured: Callable[..., object] | None, **hand_in: Any) -> None:
        if configured is not None:
            configured(**hand_in)
        last = Path(max(self.parent.assignments))  # nbgrader's order
        if any(Path(path).parent == last for path in hand_in["notebooks"]):
            self.done()

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

    def is_released(self, path: Path) -> bool:
        """Whether a hand-in's notebook is one that the assignment has."""
        return (Path(self._released(self._coursedir.assignment_id)) / path.name).is_file()

    def sweep(self, folder: Path) -> None:
        """Move everything out of a hand-in that must not be copied.

        Raises
        ------
        OSError
            When something cannot be moved.
        """
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
        self._refused.setdefault(folder.absolute(), []).extend(swept.refused)
        for name, reason in swept.refused:
            self.log.warning("%s handed in %r, which was moved to %s: %s", student, name, refuge, reason)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export the notebook of a hand-in, or one that the grader itself has written."""
        assert resources is not None
        mine = resources["nbgrader"]
        start = time.monotonic()
        folder = Path(filename).absolute().parent
        submitted = self._coursedir.format_path(
            self._coursedir.submitted_directory, mine["student"], mine["assignment"]
        )
        is_graded = folder != Path(submitted).absolute()
        key = mine["student"], mine["assignment"], Path(filename).name
        # The result of the last preprocessor is checked, not that of each; nbconvert needs one for that.
        self.optimistic_validation = is_graded
        if is_graded:
            rebuilt = self._rebuilt.pop(key, None)
            result: tuple[str, dict[str, Any]] = (
                super().from_filename(filename, resources=resources, **kwargs)
                if rebuilt is None
                else self.from_notebook_node(rebuilt, resources=resources, **kwargs)
            )
            done = result[1].get(_DONE)
            if done is not None:
                self._reading += time.monotonic() - start
                notes.take(self.results, Path(self._coursedir.root), mine, done, result[0], self._reading)
            return result
        rebuilt = self.rebuilt(Path(filename), mine["student"], mine["assignment"])
        if self.parent.sanitize_preprocessors:
            result = self.from_notebook_node(rebuilt, resources=resources, **kwargs)
        else:  # it is new and nobody else's: no copy, and the file need not be read again
            self._rebuilt = {key: rebuilt}
            resources["output_extension"] = self.file_extension
            result = _written(rebuilt), resources
        self._reading = time.monotonic() - start + getattr(self.parent, "entering", 0.0)
        return result

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Run the preprocessors, after which nbconvert has checked the notebook."""
        converted, resources = Exporter.from_notebook_node(self, nb, resources, **kwargs)
        return _written(converted), resources

    def rebuilt(self, path: Path, student: str, assignment: str) -> NotebookNode:
        """Return a hand-in's notebook, rebuilt on the teacher's copy.

        Parameters
        ----------
        path
            The notebook in the hand-in's folder.
        student, assignment
            Whose hand-in it is, and of what.
        """
        original = teacher(Path(self._released(assignment)) / f"{path.stem}.ipynb")
        rebuilt = rebuild(handin.read(path, self.max_notebook_mb * MIB), original)
        notes = rebuilt.notes
        if self.teamwork is not None:
            notes[:0] = self.teamwork.notes(student)
            self.teamwork.mark(rebuilt.notebook, student)
        for name, reason in self._refused.get(path.absolute().parent, [])[:20]:
            notes.append(f"The file {name!r} was not taken: {reason}.")
        if notes:
            rebuilt.notebook.cells.insert(0, feedback.note_cell(notes))
        return rebuilt.notebook

    def tasks(self, folder: Path, paths: Iterable[str]) -> dict[str, tuple[Task, str]]:
        """Return what is to be run of a hand-in, and the stamp, for each notebook that the assignment has.

        Parameters
        ----------
        folder
            The hand-in.
        paths
            Its notebooks.
        """
        assignment, student = folder.name, folder.parent.name
        handed_in = extra_files(folder)
        result = {}
        for path in sorted(map(Path, paths)):
            if self.is_released(path):
                notebook = self.rebuilt(path, student, assignment)
                task = self.task(notebook, student, handed_in)
                result[path.stem] = task, recorded.stamp(notebook, task.key)
        return result

    def task(self, notebook: NotebookNode, student: str, handed_in: Mapping[str, bytes]) -> Task:
        """Return what is to be run for a rebuilt notebook.

        Parameters
        ----------
        notebook
            The notebook.
        student
            Owner of the hand-in.
        handed_in
            The files that were handed in beside it, by name.
        """
        return Task(self.setting.digest, student, code_cells(notebook), dict(handed_in))


def _written(notebook: NotebookNode) -> str:
    """Return a notebook as JSON, one line a cell: nbformat indents it, which takes ten times as long."""
    dump = functools.partial(json.dumps, ensure_ascii=False, sort_keys=True)
    cells = ",\n".join(map(dump, notebook.cells))
    others = dump({key: value for key, value in notebook.items() if key != "cells"})
    return f'{{"cells": [\n{cells}\n], {others.removeprefix("{")}\n'


_DONE = "convclass_done"


def known_results(converter: Autograde) -> Mapping[str, Examined] | None:
    """Return the results by key that a converter of ours has; None for nbgrader's, which runs all itself."""
    results: Mapping[str, Examined] | None = getattr(converter, "known_results", None)
    return results


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

    def server(self, assignment: str, *, wait: bool = True) -> ForkServer:
        """Return the warm server of an assignment, by default when it is ready."""
        preload = self.preload.get(assignment, self.default_preload)
        return warm_server(preload, self.secret(), wait=wait)

    def secret(self) -> tuple[Path, ...]:
        """Return the folders that no sandbox may see."""
        return Path(self._coursedir.root).absolute(), self.heldout().directory

    @property
    def _coursedir(self) -> CourseDirectory:
        return self.parent.parent.coursedir  # its parent is the exporter, whose parent is the converter

    def setting(self, assignment: str, source: str, heldout_files: Sequence[str]) -> Setting:
        """Return what all hand-ins of an assignment are run with.

        Parameters
        ----------
        assignment
            Name of the assignment.
        source
            Digest of the grader's source.
        heldout_files
            Files of held-out data that its suite reads.
        """
        limits = Limits(parent=self, **self.assignment_limits.get(assignment, {}))
        return Setting(
            assignment=assignment,
            version=source,
            heldout=self.heldout().digest(heldout_files),
            preload=tuple(self.preload.get(assignment, self.default_preload)),
            limits=limits.values(),
            given=given_files(self._coursedir, assignment),
        )

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Grade the notebook."""
        mine = resources["nbgrader"]
        assignment, student = mine["assignment"], mine["student"]
        exporter: HandInExporter = self.parent
        handed_in = self._handed_in(student, assignment)
        task = exporter.task(nb, student, handed_in)
        stamp = recorded.stamp(nb, task.key)
        examined = (known_results(exporter.parent) or {}).get(task.key)
        kept = exporter.results.get(task.key) if examined is None else None
        start = time.monotonic()
        try:
            if examined is None:
                examined = kept or perform(task, exporter.setting, self.server(assignment), self.heldout())
        except Exception:
            if suite.makes_entry(assignment):  # nbgrader goes on with the others; the team is told
                self._file(student, handed_in, entries.Failed(Outcome.GRADER_FAULT, filing.FAULT))
            raise
        running = time.monotonic() - start
        if kept is None:
            exporter.results.put(task.key, examined)
        result = grading.report(nb, examined)
        grading.log_faults(self.log, student, result)
        resources[OPEN_CELLS] = result.open_cells
        resources[_DONE] = Done(stamp, examined, result, kept is not None, running)
        if result.entry is not None:
            self._file(student, handed_in, result.entry)
        return nb, resources

    def _handed_in(self, student: str, assignment: str) -> dict[str, bytes]:
        coursedir = self._coursedir
        return extra_files(Path(coursedir.format_path(coursedir.autograded_directory, student, assignment)))

    def _file(
        self,
        student: str,
        handed_in: Mapping[str, bytes],
        result: entries.Predictions | entries.Failed,
    ) -> None:
        team = self.parent.team_of(student)
        filing.file(self._coursedir, self.heldout(), student, team, result, handed_in)


def configure(config: Config) -> None:
    """Make ``nbgrader autograde`` grade with this package; called by nbgrader_config.py."""
    config.ExchangeFactory.collect = CheckedCollect
    config.Autograde.exporter_class = HandInExporter
    # the exporter has rebuilt the notebook from the teacher's copy, which leaves nothing to clean
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [
        GradeInSandbox,
        SaveMarks,
        LatePenalties,
        ShareWithTeam,
    ]
