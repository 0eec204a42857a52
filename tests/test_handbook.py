"""Every command of docs/instructor.md, docs/authoring.md and docs/security.md is run, in a small course."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import corpus
import nbformat
import pytest
from course import ASSIGNMENT, ROOT, Course, make_course, read
from nbgrader.apps.nbgraderapp import NbGraderApp
from team_course import autograder
from test_preprocessors import FULL, handed_in
from tiny_course import Tiny
from traitlets.config import Application

from autograder.watch.queue import Queue, State

pytestmark = pytest.mark.graded
STATUS = "update,usr_id,login,lastname,firstname,status,mark,notice,comment,plagiarism,plag_comment\n"


def text(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """The commands of a page: the lines of its blocks that begin with a program's name."""
    return re.findall(r"^    ((?:autograder|nbgrader) .*)$", text(name), re.MULTILINE)


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text(name), re.MULTILINE | re.DOTALL)


def run(course: Course, command: str) -> int:
    """Run a command as a person types it, in this process: starting one takes longer than most do."""
    program, *arguments = shlex.split(command)
    if program == "autograder":
        if arguments == ["watch"]:
            arguments.append("--once")  # it would never end
        done = autograder(course, *arguments)
        assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
        print(done.output)
        return done.exit_code
    try:
        NbGraderApp.launch_instance(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    finally:  # the command's application, which remembers its course
        type(Application.instance()).clear_instance()
    return 0


@pytest.fixture(scope="module")
def template(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("handbook") / "course")


@pytest.fixture
def course(template: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tiny]:
    shutil.copytree(template.root, tmp_path / "course")
    course = Tiny(tmp_path / "course", ASSIGNMENT)
    course.configure(
        "c.CourseDirectory.course_id = 'tiny'",
        f"c.Exchange.root = {str(tmp_path / 'exchange')!r}",
        "c.ExchangeCollect.check_owner = False",
    )
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(sys, "path", list(sys.path))  # nbgrader's commands add the current directory
    yield course


def hand_in(course: Tiny, student: str, notebook: nbformat.NotebookNode) -> None:
    course.inbound.mkdir(parents=True, exist_ok=True)
    folder = course.submit(student, assignment=ASSIGNMENT)
    nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")


def test_a_term_as_the_instructors_page_tells_it(course: Tiny) -> None:
    wanted = commands("instructor")
    assert len(wanted) > 20
    (course.root / "status.csv").write_text(f"{STATUS}0,345,ada,Lovelace,Ada,notgraded,,,,,\n")
    (course.root / "students.csv").write_text("id,first_name,last_name\nada,Ada,Lovelace\nbob,Bob,Builder\n")
    (course.root / "teams.csv").write_text("student,team\nada,kernel\nbob,kernel\n")
    for command in wanted:
        if command == "autograder watch":
            hand_in(course, "ada", read("solutions"))
            hand_in(course, "bob", handed_in("wrong_kernel_flipped"))
        assert run(course, command) == 0, command
    assert course.grades("ada") == FULL
    assert len(list(course.feedback_folder.iterdir())) == 2
    for name in (
        "queue.csv",
        "marks.csv",
        "similar.html",
        "all.csv",
        "canvas.csv",
        "moodle.csv",
        "ilias.csv",
    ):
        assert (course.root / name).stat().st_size, name
    assert f"1,345,ada,Lovelace,Ada,passed,{sum(FULL.values()):g}" in (course.root / "ilias.csv").read_text()


def test_an_assignment_as_the_authors_page_makes_it(
    course: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook, suite = blocks("authoring", "python")
    (example,) = blocks("authoring", "text")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "scaling.py").write_text(suite)
    course.configure(
        "import autograder.hidden",
        f"if {str(hidden)!r} not in autograder.hidden.__path__:",
        f"    autograder.hidden.__path__.append({str(hidden)!r})",
    )
    exec(compile(notebook, "authoring.md", "exec"), {})
    submissions = tmp_path / "submissions" / "scaling"
    submissions.mkdir(parents=True)
    (submissions / "upside_down.py").write_text(example)
    monkeypatch.setattr(corpus, "ROOT", course.root)
    for command in commands("authoring"):
        if command.startswith("autograder grade"):
            released, solved = (
                nbformat.read(course.root / kind / "scaling" / "scaling.ipynb", as_version=4)
                for kind in ("release", "solutions")
            )
            upside_down = corpus.load(submissions / "upside_down.py")
            course.hand_in("ada", solved, "scaling")
            course.hand_in("bob", released, "scaling")
            course.hand_in("cy", corpus.notebook(upside_down, released, solved), "scaling")
        assert run(course, command) == 0, command
    assert course.grades("ada", "scaling") == {"test_scale": 3}
    assert course.grades("bob", "scaling") == {"test_scale": 0}
    assert course.grades("cy", "scaling") == upside_down.points
    assert "upside down" in course.reports("cy", "scaling")["test_scale"]


def test_a_forged_hand_in_as_the_page_on_security_tries_it(course: Tiny) -> None:
    course.configure("c.ExchangeCollect.check_owner = True")
    hand_in(course, "daemon", read("solutions"))
    (*harmless, watch, queue) = commands("security")
    assert [run(course, command) for command in harmless] == [0] * len(harmless)
    assert run(course, watch) == 1, "a person is needed"
    assert run(course, queue) == 0
    (job,) = Queue(f"sqlite:///{course.root / 'watch.db'}").jobs()
    assert job.state is State.REFUSED and not (course.root / "submitted").exists()


def test_the_states_that_the_page_explains_are_all_there_are() -> None:
    table = text("instructor").partition("| State |")[2]
    explained = set(re.findall(r"^\| ([a-z, ]+) \|", table, re.MULTILINE))
    assert {name for names in explained for name in names.split(", ")} == set(map(str, State))
    settings = text("instructor")
    from autograder.watch.settings import Watch

    for name in Watch.class_trait_names(config=True):
        assert f"`c.Watch.{name}`" in settings


def test_what_the_pages_name_is_there() -> None:
    for name in ("instructor", "authoring", "security"):
        for link in re.findall(r"\]\(([\w.]+\.md)\)", text(name)):
            assert (ROOT / "docs" / link).exists(), link
