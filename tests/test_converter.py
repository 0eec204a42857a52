"""Hand-ins are entered in the gradebook as nbgrader does it, which is asked only where it has more to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader.converters.autograde
import pytest
import tiny_course
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from tiny_course import RIGHT, Tiny

from autograder.batch.converter import Converter
from autograder.recording import gradebook

STAMP = "2026-05-01 12:00:10 UTC"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    course = tiny_course.make(tmp_path_factory.mktemp("template"))
    tiny_course.write(RIGHT, course.submission("ada", "tiny") / "tiny.ipynb")
    (course.submission("ada", "tiny") / "weights.bin").write_bytes(b"1")
    return course


def set_due(course: Tiny) -> None:
    (course.submission("ada", "tiny") / "timestamp.txt").write_text(STAMP)
    with Gradebook(course.db_url) as book:
        book.update_or_create_assignment("tiny", duedate="2026-05-01 12:00:00 UTC")


def enter_before(course: Tiny) -> None:
    set_due(course)
    enter(Autograde, course)
    (course.submission("ada", "tiny") / "timestamp.txt").write_text("2026-05-01 11:00:00 UTC")
    with Gradebook(course.db_url) as book:
        grade = book.find_grade("test_double", "tiny", "tiny", "ada")
        grade.manual_score, grade.auto_score = 1.5, 2.0
        book.db.commit()


def want_another_notebook(course: Tiny) -> None:
    with Gradebook(course.db_url) as book:
        book.add_notebook("second", "tiny")
        book.add_grade_cell("test_second", "second", "tiny", max_score=3, cell_type="code")


def add_a_notebook(course: Tiny) -> None:
    tiny_course.write(RIGHT, course.submission("ada", "tiny") / "draft.ipynb")


def give_a_file(course: Tiny) -> None:
    (course.root / "source" / "tiny" / "weights.bin").write_bytes(b"the teacher's")


PLAIN = [lambda course: None, set_due, enter_before]
OTHERS = [want_another_notebook, add_a_notebook, give_a_file]


def enter(kind: type[Autograde], course: Tiny, **settings: Any) -> list[str]:
    """Have a converter enter ada's hand-in; return the names of the notebooks that it goes on with."""
    coursedir = CourseDirectory(root=str(course.root), db_url=course.db_url, course_id="tiny")
    coursedir.assignment_id, coursedir.student_id = "tiny", "ada"
    converter = kind(coursedir=coursedir, **settings)
    converter.notebooks = sorted(map(str, course.submission("ada", "tiny").glob("*.ipynb")))
    converter.init_assignment("tiny", "ada")
    return [Path(path).name for path in converter.notebooks]


def facts(course: Tiny) -> list[Any]:
    """What is in the gradebook and among the files after a hand-in was entered."""
    folder = course.root / "autograded" / "ada" / "tiny"
    with Gradebook(course.db_url) as book:
        submission = book.find_submission("tiny", "ada")
        grades = [
            (notebook.name, grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]
        return [
            [student.id for student in book.students],
            (submission.timestamp, submission.total_seconds_late),
            sorted(grades),
            {path.name: path.read_bytes() for path in folder.iterdir()},
        ]


@pytest.mark.parametrize("prepare", [*PLAIN, *OTHERS])
def test_a_hand_in_is_entered_as_nbgrader_enters_it(
    template: Tiny, tmp_path: Path, prepare: Callable[[Tiny], None]
) -> None:
    found = []
    for kind in (Autograde, Converter):
        course = tiny_course.copy(template, tmp_path / kind.__name__)
        prepare(course)
        found.append([enter(kind, course), *facts(course)])
    assert found[0] == found[1]


@pytest.mark.parametrize("prepare", PLAIN)
def test_the_gradebook_is_opened_once_where_nothing_is_unusual(
    template: Tiny, tmp_path: Path, prepare: Callable[[Tiny], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = tiny_course.copy(template, tmp_path)
    prepare(course)
    gradebook(course.db_url, "tiny")

    def open_again(*arguments: object) -> None:
        raise AssertionError("the gradebook is opened again")

    monkeypatch.setattr(nbgrader.converters.autograde, "Gradebook", open_again)
    assert enter(Converter, course) == ["tiny.ipynb"]


def test_what_nbgrader_refuses_is_refused_in_its_words(template: Tiny, tmp_path: Path) -> None:
    course = tiny_course.copy(template, tmp_path)
    with pytest.raises(NbGraderException, match="No student with ID 'ada'"):
        enter(Converter, course, create_student=False)
    with Gradebook(course.db_url) as book:
        book.remove_assignment("tiny")
    with pytest.raises(NbGraderException, match="No assignment with ID 'tiny'"):
        enter(Converter, course)
