"""The student version and the solved version are those that nbgrader makes from the source."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from course import ROOT, Course, api, read
from nbformat import NotebookNode
from nbformat import read as read_notebook
from nbgrader.converters import GenerateSolution

ASSIGNMENTS = sorted(path.parent.name for path in (ROOT / "source").glob("*/*.ipynb"))
KINDS = ("source", "release", "solutions")


def content(notebook: NotebookNode) -> list[tuple[Any, ...]]:
    """Return what counts of each cell; outputs and times of running are left out."""
    return [
        (
            cell.id,
            cell.cell_type,
            cell.source,
            {key: value for key, value in cell.metadata.items() if key != "execution"},
        )
        for cell in notebook.cells
    ]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which nbgrader has made both versions of all assignments anew."""
    course = Course(tmp_path_factory.mktemp("generated"))
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    for assignment in ASSIGNMENTS:
        notebook = Path("source") / assignment / f"{assignment}.ipynb"
        (course.root / notebook).parent.mkdir(parents=True)
        shutil.copy(ROOT / notebook, course.root / notebook)
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic by name, when it makes a gradebook
        patch.setenv("PATH", course.environment()["PATH"])
        nbgrader = api(course)
        for assignment in ASSIGNMENTS:
            result = nbgrader.generate_assignment(assignment)
            assert result["success"], result
            nbgrader.coursedir.assignment_id = assignment
            GenerateSolution(coursedir=nbgrader.coursedir, parent=nbgrader).start()
    return course.root


def test_all_four_assignments_are_there() -> None:
    for kind in KINDS:
        assert sorted(path.stem for path in (ROOT / kind).glob("*/*.ipynb")) == ASSIGNMENTS
    assert len(ASSIGNMENTS) == 4


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("kind", ["release", "solutions"])
def test_committed_notebook_is_what_nbgrader_makes_from_the_source(
    kind: str, assignment: str, generated: Path
) -> None:
    made = read_notebook(generated / kind / assignment / f"{assignment}.ipynb", as_version=4)
    hint = (
        "generate it anew with `nbgrader generate_assignment --force` or `nbgrader generate_solution --force`"
    )
    assert content(read(kind, assignment)) == content(made), hint


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_all_versions_have_the_same_cells(assignment: str) -> None:
    source, release, solutions = ([cell.id for cell in read(kind, assignment).cells] for kind in KINDS)
    assert source == release == solutions
    assert len(set(source)) == len(source)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("kind", KINDS)
def test_committed_notebooks_hold_no_results(kind: str, assignment: str) -> None:
    for cell in read(kind, assignment).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert "execution" not in cell.metadata


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("secret", ["BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "autograder"])
def test_release_gives_no_solution_away(secret: str, assignment: str) -> None:
    path = ROOT / "release" / assignment / f"{assignment}.ipynb"
    assert secret not in path.read_text(encoding="utf-8")


def test_release_defines_every_graded_name_without_a_result() -> None:
    names: dict[str, Any] = {}
    for cell in read("release").cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            exec(cell.source, names)
    del names["__builtins__"]
    assert len(names) == 21
    for name, value in names.items():
        if callable(value):
            arguments = [None] * (value.__code__.co_argcount - len(value.__defaults__ or ()))
            with pytest.raises(NotImplementedError, match=f"^{name} "):
                value(*arguments)
        else:
            assert value is None, name
