"""What is done with one hand-in: collect, grade, feedback, release, tell. Each step can be done again.

Nothing is remembered here. Which hand-in lies in ``submitted/`` and which one was graded is told by the
secret that `nbgrader submit` puts into each; so a hand-in whose grading was interrupted anywhere goes on
where it was, and one that has been graded is never graded again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from sqlalchemy.exc import OperationalError

from autograder import inbound, marks
from autograder.collect import CheckedCollect, same
from autograder.course import Course, Progress, Report
from autograder.errors import AutograderError
from autograder.grading import METADATA_KEY
from autograder.inbound import Inbound, Incomplete, Refused
from autograder.outcomes import Outcome
from autograder.sanitise import printable
from autograder.turns import turn
from autograder.watch.settings import Watch

# What passes by itself, or when somebody repairs the machine: such a hand-in is tried again for ever.
_PASSING = re.compile(
    r"OperationalError|database is (locked|busy)|disk (is )?full|\[Errno|No space left|Read-only file system"
    r"|Another program is at work|PermissionError|BlockingIOError|Unwritable directory|TimeoutError",
    re.IGNORECASE,
)


class Ending(StrEnum):
    """How the work on a hand-in ended."""

    GRADED = "graded"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"
    TRY_AGAIN = "try again"  # for ever
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """What became of a hand-in.

    Parameters
    ----------
    ending
        How the work on it ended.
    reason
        Why, in one line.
    remark
        What an instructor should know besides.
    """

    ending: Ending
    reason: str = ""
    remark: str = ""

    def to_json(self) -> str:
        """Return one line."""
        return json.dumps([self.ending, self.reason, self.remark])

    @classmethod
    def from_json(cls, line: str) -> Result:
        """Read what `to_json` wrote."""
        ending, reason, remark = json.loads(line)
        return cls(Ending(ending), str(reason), str(remark))


def collector(course: Course) -> CheckedCollect:
    """Return what collects a course's hand-ins.

    Raises
    ------
    AutograderError
        When the course has another exchange than nbgrader's, or one that does not check whose files they are.
    """
    factory = ExchangeFactory(parent=course.app)
    if not issubclass(factory.collect, CheckedCollect):
        raise AutograderError(
            f"The course collects with {factory.collect.__name__}, which does not check hand-ins; its "
            "nbgrader_config.py has to call autograder.preprocessors.configure(get_config())."
        )
    collect: CheckedCollect = factory.Collect(coursedir=course.coursedir, parent=course.app)
    return collect


def settings(course: Course) -> Watch:
    """Return the settings of the course."""
    return Watch(parent=course.app)


class Steps:
    """Does the work on hand-ins of one course.

    Parameters
    ----------
    root
        The course directory. Its configuration and its teams are read again for each hand-in.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def work(self, name: str) -> Result:
        """Grade a hand-in and answer it.

        Parameters
        ----------
        name
            Name of its folder in the exchange.

        Returns
        -------
        Result
            Never raises for what is wrong with the hand-in or the machine.
        """
        hand_in = inbound.parse(name)
        if hand_in is None:
            return Result(Ending.REFUSED, "It is not named as `nbgrader submit` names hand-ins.")
        return _safely(lambda: self._work(hand_in))

    def _work(self, hand_in: Inbound) -> Result:
        course = Course(self.root)
        with course.logging_to_file("a"):
            collect = collector(course)
            if not same(collect.inbound_folder / hand_in.name, collect.destination(hand_in)):
                collect.check(hand_in, collect.assignments())
                collect.take(hand_in)
        # so that the formgrader does not grade it between the look at what is graded and the answer to it
        with turn(self.root, hand_in.assignment, course.teams.whose(hand_in.assignment, hand_in.student)):
            return self._grade(course, hand_in)

    def _grade(self, course: Course, hand_in: Inbound) -> Result:
        student, assignment = hand_in.student, hand_in.assignment
        members: tuple[str, ...] = (student,)
        source = student
        if assignment in course.teams.assignments:
            source = course.teamwork(assignment).graded_for(student)
            members = course.teams.team_of(student).members
        graded = self._is_graded(course, hand_in) if source == student else True
        others = [name for name in members if name != student]
        reports = list(
            course.grade(assignment, [student, *others], force=not graded, feedback=True, log_mode="a")
        )
        failed = next((report for report in reports if report.progress is Progress.FAILED), None)
        if failed is not None:
            return _failed(failed)
        if settings(course).release_feedback:
            with course.logging_to_file("a"):
                self._release(course, assignment, [student, *others])
        remark = self._remark(course, hand_in)
        failure = self._call(settings(course).hook(assignment))
        if failure:
            return Result(Ending.FAILED, f"Graded, but c.Watch.after_grading failed: {failure}", remark)
        counts = (
            "" if source == student else f"{printable(source)} handed in later for the team; that counts."
        )
        return Result(Ending.GRADED, counts, remark)

    def refresh(self, assignment: str) -> Result:
        """Give the students of a team assignment what their teams, which have changed, have now.

        Parameters
        ----------
        assignment
            Name of the assignment.
        """
        return _safely(lambda: self._refresh(assignment))

    def _refresh(self, assignment: str) -> Result:
        course = Course(self.root)
        students = course.students(assignment)
        if not students:
            return Result(Ending.GRADED)
        reports = list(course.grade(assignment, students, feedback=True, log_mode="a"))
        failed = [report for report in reports if report.progress is Progress.FAILED]
        if failed:
            return _failed(failed[0])
        if settings(course).release_feedback:
            with course.logging_to_file("a"):
                self._release(course, assignment, students)
        failure = self._call(settings(course).hook(assignment))
        return Result(Ending.FAILED if failure else Ending.GRADED, failure)

    @staticmethod
    def _is_graded(course: Course, hand_in: Inbound) -> bool:
        """Whether exactly this hand-in has been graded to the end."""
        coursedir = course.coursedir
        submitted, graded = (
            Path(coursedir.format_path(step, hand_in.student, hand_in.assignment))
            for step in (coursedir.submitted_directory, coursedir.autograded_directory)
        )
        if not same(submitted, graded):
            return False
        released = {path.name for path in course.released(hand_in.assignment)}
        expected = [graded / path.name for path in submitted.glob("*.ipynb") if path.name in released]
        # the grader's mark is in the file that nbgrader writes after it has stored the points
        return bool(expected) and all(_has_mark(path) for path in expected)

    @staticmethod
    def _release(course: Course, assignment: str, students: Iterable[str]) -> None:
        factory = ExchangeFactory(parent=course.app)
        for student in students:
            course.coursedir.assignment_id, course.coursedir.student_id = assignment, student
            release = factory.ReleaseFeedback(coursedir=course.coursedir, parent=course.app)
            assert isinstance(release, ExchangeReleaseFeedback)
            release.start()

    @staticmethod
    def _remark(course: Course, hand_in: Inbound) -> str:
        collect = collector(course)
        told = inbound.told_time(collect.inbound_folder / hand_in.name, hand_in)
        folder = course.coursedir.format_path(
            course.coursedir.autograded_directory, hand_in.student, hand_in.assignment
        )
        outcome = marks.outcome(Path(folder).glob("*.ipynb"))
        fault = "The grader itself failed; marks stay open." if Outcome.GRADER_FAULT in outcome else ""
        return " ".join(filter(None, [fault, told]))

    def _call(self, hook: Callable[[Path], object] | None) -> str:
        """Call what is to be done after grading; return why it failed, or an empty text."""
        try:
            if hook is not None:
                hook(self.root)
        except Exception as error:  # it is somebody else's
            return f"{type(error).__name__}: {_one_line(error)}"
        return ""


def _safely(work: Callable[[], Result]) -> Result:
    """Do some work; nothing that is wrong with a hand-in or with the machine ends the service."""
    try:
        return work()
    except Refused as error:
        return Result(Ending.REFUSED, str(error))
    except Incomplete as error:
        return Result(Ending.INCOMPLETE, str(error))
    except (OSError, OperationalError, ExchangeError, AutograderError) as error:
        return Result(Ending.TRY_AGAIN, _one_line(error))
    except Exception as error:
        return Result(Ending.FAILED, f"{type(error).__name__}: {_one_line(error)}")


def _failed(report: Report) -> Result:
    passing = bool(_PASSING.search(report.reason))
    return Result(Ending.TRY_AGAIN if passing else Ending.FAILED, printable(report.reason))


def _has_mark(path: Path) -> bool:
    try:
        notebook: Any = json.loads(path.read_bytes())
        return METADATA_KEY in notebook["metadata"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _one_line(error: BaseException) -> str:
    return printable(" ".join(str(error).split()))[:500]
