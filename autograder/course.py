"""A course directory, read as nbgrader reads it, and its hand-ins graded one student at a time."""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import sys
import sysconfig
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder import configured, filing, suite
from autograder.batch.converter import Converter
from autograder.batch.handins import HandIns
from autograder.batch.runner import Here, Results, Runner
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.errors import AutograderError
from autograder.preprocessors import GradeInSandbox, HandInExporter
from autograder.rebuild import teacher
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
    UNCHANGED = "unchanged"
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
        Whether it was graded now, would be graded as it was, had been graded before, has the marks of a
        team's other hand-in, or could not be graded.
    reason
        Why it could not be graded, or whose hand-in counts, in one line.
    """

    student: str
    progress: Progress
    reason: str = ""


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
        before = list(sys.path)
        root = root.absolute()
        # nbgrader reads the settings of the current directory as well: they may be another course's
        with contextlib.chdir(root):
            configured.initialize(self._app, [f"--course-dir={root}"])
        if sys.path[1:] == before and sys.path[0] in before:
            # nbgrader adds the current directory each time: what grades for days would look for each import
            # in it thousands of times
            sys.path[:] = before
        self.coursedir: CourseDirectory = self._app.coursedir
        self.log_path = Path(self.coursedir.root) / LOG_FILE
        self.teams = Teams(Path(self.coursedir.root), parent=self._app)

    @property
    def app(self) -> AutogradeApp:
        """Nbgrader's application, by whose configuration and log everything else of the course works."""
        return self._app

    def _converter(self, assignment: str, student: str = "*") -> Converter:
        self.coursedir.assignment_id = assignment
        self.coursedir.student_id = student
        converter = Converter(coursedir=self.coursedir, parent=self._app)
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
            suite.check_points(assignment, teacher(path))

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
        fresh: bool = False,
        feedback: bool = False,
        log_mode: str = "w",
        runner: Runner | None = None,
    ) -> Generator[Report]:
        """Grade hand-ins and record them through nbgrader.

        Parameters
        ----------
        assignment
            Name of the assignment.
        students
            Names of the students.
        force
            Grade again what has been graded before. Where that would give the same, nothing is done.
        fresh
            Run even those again whose result is known; includes `force`.
        feedback
            Also write the feedback pages.
        log_mode
            See `logging_to_file`.
        runner
            Who runs what has to be run; by default this process, one hand-in after the other.

        Yields
        ------
        Report
            One per student, as soon as it is recorded. A hand-in that fails does not stop the others.

        Raises
        ------
        AutograderError
            When nothing can be graded at all: no isolation, or notebook and suite do not agree.
        """
        self._refuse_unprotected()
        with self.logging_to_file(log_mode):
            yield from self._grade_each(
                assignment, students, force or fresh, fresh, feedback, runner or Here()
            )

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
        self,
        assignment: str,
        students: list[str],
        force: bool,
        fresh: bool,
        feedback: bool,
        runner: Runner,
    ) -> Generator[Report]:
        work = self.teamwork(assignment) if assignment in self.teams.assignments else None
        sources: dict[str, list[str]] = {}  # whose hand-in counts -> for whom
        for student in students:
            sources.setdefault(work.graded_for(student) if work else student, []).append(student)
        for report in self._grade_sources(assignment, list(sources), force, fresh, runner):
            for student in sources[report.student]:
                mine = report if student == report.student else _shared(student, report)
                if feedback and mine.progress is not Progress.FAILED:
                    reason = self._write_feedback(assignment, student)
                    if reason:
                        mine = Report(student, Progress.FAILED, f"graded, but without feedback: {reason}")
                yield mine

    def _grade_sources(
        self, assignment: str, students: list[str], force: bool, fresh: bool, runner: Runner
    ) -> Generator[Report]:
        wanted = []
        for student in students:
            reason = self._objection(assignment, student)
            if reason:
                yield Report(student, Progress.FAILED, reason)
            else:
                wanted.append(student)
        if not wanted:
            return
        converter = self._converter(assignment)
        converter.force = force
        try:
            hand_ins = HandIns(converter, wanted)
        except Busy as error:
            yield from (Report(student, Progress.FAILED, str(error)) for student in wanted)
            return
        to_run = []
        for student in wanted:
            if student not in hand_ins:
                yield Report(student, Progress.FAILED, "the hand-in was left out")
            elif not hand_ins.is_due(student):
                yield self._record(hand_ins, student, {})
            elif fresh:
                to_run.append(student)
            elif force and hand_ins.is_unchanged(student):
                yield self._leave(hand_ins, student)
            elif hand_ins.is_stored(hand_ins.job(student)):
                yield self._record(hand_ins, student, {})
            else:
                to_run.append(student)
        if to_run:
            jobs = map(hand_ins.job, to_run)
            for student, results in runner.run(hand_ins.scene, jobs, len(to_run)):
                yield self._record(hand_ins, student, results)
            hand_ins.tidy()

    def _objection(self, assignment: str, student: str) -> str:
        if glob.escape(student) != student:
            # nbgrader takes names for patterns, and would find nothing or the folders of others
            return "rename the folder: its name holds one of * ? ["
        folder = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        if any(folder.glob("*.ipynb")):
            return ""
        self._file_unnamed(assignment, student)
        return "the folder holds no notebook"

    def _record(self, hand_ins: HandIns, student: str, results: Results) -> Report:
        reason = self._attempt(lambda: hand_ins.convert(student, results))
        if reason:
            return Report(student, Progress.FAILED, reason)
        kept = hand_ins.converter.kept
        return Report(student, Progress.KEPT if kept else Progress.GRADED)

    def _leave(self, hand_ins: HandIns, student: str) -> Report:
        """Leave a hand-in as it is; what a person has changed since still counts for the team."""
        reason = self._attempt(lambda: hand_ins.share(student))
        return Report(student, Progress.FAILED if reason else Progress.UNCHANGED, reason)

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
        return self._attempt(pages.start)

    def _attempt(self, work: Callable[[], object]) -> str:
        """Have nbgrader do something; return why that failed, or an empty text."""
        heard = _LastError()
        self._app.log.addHandler(heard)
        try:
            work()
        except Busy as error:
            return str(error)
        except NbGraderException as error:
            if isinstance(error.__cause__, AutograderError):
                raise error.__cause__ from None  # it would be the same for every hand-in
            return heard.traceback or heard.message or str(error)
        except (Exception, SystemExit) as error:
            # nbgrader ends the program in places; one hand-in must not end the batch
            self._app.log.exception("%s", error)
            return f"{type(error).__name__}: {error}"
        finally:
            self._app.log.removeHandler(heard)
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
