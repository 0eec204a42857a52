"""Every hand-in of the marking corpus, graded by real nbgrader: points, outcomes, misconceptions.

Only the hand-ins that the chosen tests are about are graded.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpus
import hurry
import pytest
from course import Course, make_course

ASSIGNMENTS = sorted(folder.name for folder in corpus.SUBMISSIONS.iterdir() if folder.is_dir())
FILES = [path for assignment in ASSIGNMENTS for path in corpus.paths(assignment)]

pytestmark = [pytest.mark.slow, pytest.mark.graded]


# A cell of 25 s must pass.
LIMITS = {"cell_seconds": 30.0, "call_seconds": 6.0}
# What is wrong and never ends should end soon, and yet has parts that are right.
ENDLESS = {"cell_seconds": 3.0, "call_seconds": 1.0, "memory_mb": 512}
# Some hand-ins only wait, and Keras keeps no core busy all the time.
AT_A_TIME = 2


@pytest.fixture(scope="module")
def graded(
    isolation: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Course]:
    """The course of each hand-in, by its file: all graded."""
    chosen = (getattr(item, "callspec", None) for item in request.session.items)
    given = [spec.params.get("path") for spec in chosen if spec]  # also of tests in other modules
    wanted = [path for path in FILES if path in given]
    courses: dict[str, Course] = {}
    for assignment in sorted({path.parent.name for path in wanted}):
        course = make_course(tmp_path_factory.mktemp(assignment) / "course", assignment)
        submissions = [corpus.load(path) for path in wanted if path.parent.name == assignment]
        for submission in submissions:
            corpus.write(submission, course.root / "submitted")
        endless = {one.student: ENDLESS for one in submissions if one.slow and one.name.startswith("wrong_")}
        with (course.root / "nbgrader_config.py").open("a") as config:
            config.write(hurry.configuration(LIMITS, endless))
        courses[assignment] = course

    def grade(assignment: str) -> None:
        course = courses[assignment]
        assert course.start("autograde", assignment).wait() == 0, course.log.read_text()[-3000:]

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(grade, courses))
    return {path: courses[path.parent.name] for path in wanted}


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def test_marks_and_feedback_are_right(path: Path, graded: dict[Path, Course]) -> None:
    submission = corpus.load(path)
    course = graded[path]
    grades = course.grades(submission.student, submission.assignment)
    reports = course.reports(submission.student, submission.assignment)
    told = "\n\n".join(f"{cell}\n{reports[cell]}" for cell in grades)
    assert grades == submission.points, told
    for cell, name in submission.misconceptions:
        assert name in reports[cell], told
    metadata = course.autograded(submission.student, submission.assignment).metadata["convclass"]
    for cell, outcome in submission.outcomes.items():
        assert set(metadata["cells"][cell]["outcomes"]) <= {"passed", str(outcome)}, told
