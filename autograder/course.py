"""A course directory, read as nbgrader reads it, and its hand-ins graded one student at a time."""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import sysconfig
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder import filing, suite
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.errors import AutograderError
from autograder.preprocessors import GradeInSandbox, HandInExporter
from autograder.teams import Teams
from autograder.teamwork import Teamwork
from autograder.turns import Busy

LOG_FILE = "autograder.log"
_HOW_TO_CONFIGURE = (
    "{root} does not grade in a sandbox, and student code is never run without one. Change to the course "
    "directory or name it with --course-dir; its nbgrader_config.py has to call "
    "autograder.preprocessors.configure(get_config())."
)


class Progress(StrEnum):
    """What became of a hand-in when the course was graded."""

    GRADED = "graded"
    KEPT = "kept"
    SHARED = "shared"
    FAILED = "failed"


@dataclass(frozen=True)
class Report:
    """What became of one student's hand-in.

    Parameters
    ----------
    student
        Name of the hand-in's folder.
    progress
        Whether it was graded now, had been graded before, has the marks of a team's other hand-in, or
        could not be graded.
    reason
        Why it could not be graded, or whose hand-in counts, in one line.
    """

    student: str
    progress: Progress
    reason: str = ""


class _Autograde(Autograde):  # type: ignore[misc]
    """nbgrader's converter, which also tells whether there was anything to do."""

    kept: bool | None = None  # None where the hand-in was left out
    teams: Teams  # read once for all students

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        process = bool(super().init_destination(assignment_id, student_id))
        self.kept = not process
        return process


class _LastError(logging.Handler):
    """Keeps what nbgrader logged about a failure: its exception only says to look at the log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.traceback = ""
        self.message = ""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Traceback "):
            self.traceback = message.strip().splitlines()[-1]
        else:
            self.message = self.message or message.strip().splitlines()[0]


class Course:
    """A course directory with its nbgrader_config.py.

    Parameters
    ----------
    root
        The course directory.

    Attributes
    ----------
    coursedir
        nbgrader's description of it, with its folders and its gradebook.
    log_path
        File that takes nbgrader's log lines.
    """

    def __init__(self, root: Path) -> None:
        scripts_on_path()
        self._app = AutogradeApp()
        self._app.initialize([f"--course-dir={root.absolute()}"])
        self.coursedir: CourseDirectory = self._app.coursedir
        self.log_path = Path(self.coursedir.root) / LOG_FILE
        self.teams = Teams(Path(self.coursedir.root), parent=self._app)

    @property
    def app(self) -> AutogradeApp:
        """Nbgrader's application, by whose configuration and log everything else of the course works."""
        return self._app

    def _converter(self, assignment: str, student: str = "*") -> _Autograde:
        self.coursedir.assignment_id = assignment
        self.coursedir.student_id = student
        converter = _Autograde(coursedir=self.coursedir, parent=self._app)
        converter.teams = self.teams
        return converter

    def teamwork(self, assignment: str) -> Teamwork:
        """Return the hand-ins of a team assignment.

        Raises
        ------
        AutograderError
            When the teams do not work together on it.
        """
        if assignment not in self.teams.assignments:
            raise AutograderError(
                f"{assignment} is no team assignment; c.Teams.assignments in nbgrader_config.py names them."
            )
        return Teamwork(self._converter(assignment), self.teams)

    def released(self, assignment: str) -> list[Path]:
        """Return the notebooks of an assignment as they were given to the students.

        Raises
        ------
        AutograderError
            When there are none.
        """
        folder = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", assignment))
        notebooks = sorted(folder.glob("*.ipynb"))
        if not notebooks:
            raise AutograderError(
                f"{assignment} has no released notebook in {folder}. "
                f"Check the name, or make it with 'nbgrader generate_assignment {assignment}'."
            )
        return notebooks

    def assignments(self) -> list[str]:
        """Return the names of all released assignments."""
        pattern = self.coursedir.format_path(self.coursedir.release_directory, ".", "*")
        return sorted(Path(folder).name for folder in glob.glob(pattern) if any(Path(folder).glob("*.ipynb")))

    def check_points(self, assignment: str) -> None:
        """Check that each grade cell's points are those of its hidden tests.

        Raises
        ------
        AutograderError
            When they are not, or there is no notebook or no suite.
        """
        for path in self.released(assignment):
            suite.check_points(assignment, nbformat.read(path, as_version=4))

    def students(self, assignment: str) -> list[str]:
        """Return the names of the students who handed in an assignment, or for whom their team did."""
        pattern = self.coursedir.format_path(self.coursedir.submitted_directory, "*", assignment)
        depth = len(Path(assignment).parts)
        names = {Path(folder).parts[-depth - 1] for folder in glob.glob(pattern) if Path(folder).is_dir()}
        if assignment in self.teams.assignments:
            names.update(*(self.teams.team_of(name).members for name in list(names)))
        return sorted(names)

    def grade(
        self,
        assignment: str,
        students: list[str],
        *,
        force: bool = False,
        feedback: bool = False,
        log_mode: str = "w",
    ) -> Generator[Report]:
        """Grade hand-ins through nbgrader, one student at a time.

        Parameters
        ----------
        assignment
            Name of the assignment.
        students
            Names of the students.
        force
            Grade again what has been graded before.
        feedback
            Also write the feedback pages.
        log_mode
            See `logging_to_file`.

        Yields
        ------
        Report
            One per student, in the order given. A hand-in that fails does not stop the others.

        Raises
        ------
        AutograderError
            When nothing can be graded at all: no isolation, or notebook and suite do not agree.
        """
        self._refuse_unprotected()
        with self.logging_to_file(log_mode):
            yield from self._grade_each(assignment, students, force, feedback)

    @contextlib.contextmanager
    def logging_to_file(self, mode: str) -> Iterator[None]:
        """Write nbgrader's log lines to `log_path` instead of showing them.

        Parameters
        ----------
        mode
            ``"w"`` to begin it anew, ``"a"`` to go on.
        """
        handler = logging.FileHandler(self.log_path, mode=mode, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s [%(levelname)s] %(message)s"))
        log = self._app.log
        handler.setLevel(self._app.log_level)
        warned = logging.getLogger("py.warnings")
        loggers = [(logger, logger.handlers, logger.propagate) for logger in (log, warned)]
        logging.captureWarnings(True)
        try:
            for logger, _, _ in loggers:
                logger.handlers, logger.propagate = [handler], False
            yield
        finally:
            logging.captureWarnings(False)
            for logger, handlers, propagate in loggers:
                logger.handlers, logger.propagate = handlers, propagate
            handler.close()

    def _refuse_unprotected(self) -> None:
        converter = Autograde(coursedir=self.coursedir, parent=self._app)
        if (
            not issubclass(converter.exporter_class, HandInExporter)
            or GradeInSandbox not in converter.autograde_preprocessors
        ):
            raise AutograderError(_HOW_TO_CONFIGURE.format(root=self.coursedir.root))

    def _grade_each(
        self, assignment: str, students: list[str], force: bool, feedback: bool
    ) -> Generator[Report]:
        work = self.teamwork(assignment) if assignment in self.teams.assignments else None
        done: dict[str, Report] = {}  # a team's hand-in is graded once
        for student in students:
            source = work.graded_for(student) if work else student
            if source not in done:
                done[source] = self._grade_one(assignment, source, force)
            report = done[source]
            if source != student:
                report = _shared(student, report)
            if feedback and report.progress is not Progress.FAILED:
                reason = self._write_feedback(assignment, student)
                if reason:
                    report = Report(student, Progress.FAILED, f"graded, but without feedback: {reason}")
            yield report

    def _grade_one(self, assignment: str, student: str, force: bool) -> Report:
        if glob.escape(student) != student:
            # nbgrader takes names for patterns, and would find nothing or the folders of others
            return Report(student, Progress.FAILED, "rename the folder: its name holds one of * ? [")
        folder = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        if not any(folder.glob("*.ipynb")):
            self._file_unnamed(assignment, student)
            return Report(student, Progress.FAILED, "the folder holds no notebook")
        converter = self._converter(assignment, student)
        converter.force = force
        reason = self._convert(converter)
        if reason:
            return Report(student, Progress.FAILED, reason)
        if converter.kept is None:
            return Report(student, Progress.FAILED, "the hand-in was left out")
        return Report(student, Progress.KEPT if converter.kept else Progress.GRADED)

    def _file_unnamed(self, assignment: str, student: str) -> None:
        """Tell the leaderboard's team why a hand-in that nbgrader does not take up gives no entry."""
        directory = self._app.config.GradeInSandbox.get("heldout_directory", DIRECTORY)
        store = HeldOut(Path(self.coursedir.root).absolute() / directory)
        in_teams = assignment in self.teams.assignments
        self.coursedir.assignment_id, self.coursedir.student_id = assignment, student
        filing.file_unnamed(
            self.coursedir, store, lambda name: self.teams.team_of(name).name if in_teams else name
        )

    def _write_feedback(self, assignment: str, student: str) -> str:
        """Write a student's feedback pages; return why that failed, or an empty text."""
        self.coursedir.assignment_id = assignment
        self.coursedir.student_id = student
        pages = GenerateFeedback(coursedir=self.coursedir, parent=self._app)
        pages.force = True
        return self._convert(pages)

    def _convert(self, converter: Any) -> str:
        """Run one of nbgrader's converters; return why it failed, or an empty text."""
        heard = _LastError()
        self._app.log.addHandler(heard)
        try:
            converter.start()
        except NbGraderException as error:
            if isinstance(error.__cause__, Busy):
                return str(error.__cause__)
            if isinstance(error.__cause__, AutograderError):
                raise error.__cause__ from None  # it would be the same for every hand-in
            return heard.traceback or heard.message or str(error)
        except (Exception, SystemExit) as error:
            # nbgrader ends the program in places; one hand-in must not end the batch
            self._app.log.exception("%s", error)
            return f"{type(error).__name__}: {error}"
        finally:
            self._app.log.removeHandler(heard)
            # it has none where it failed before
            if converter.trait_has_value("exporter") and isinstance(converter.exporter, HandInExporter):
                converter.exporter.done()
        return ""


def scripts_on_path() -> None:
    """Let nbgrader find alembic, which it calls by name, also where no environment is activated."""
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, [scripts, os.environ.get("PATH")]))


def _shared(student: str, report: Report) -> Report:
    """What became of a student whose team's hand-in is another's."""
    if report.progress is Progress.FAILED:
        return Report(student, Progress.FAILED, f"{report.student} handed in for the team: {report.reason}")
    return Report(student, Progress.SHARED, f"{report.student} handed in for the team")
