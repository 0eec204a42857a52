"""The student version and the solved version are those that nbgrader makes from the source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from course import ASSIGNMENT, ROOT, make_course, read
from nbformat import NotebookNode
from nbformat import read as read_notebook

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
    """Return a course in which nbgrader has made both versions anew."""
    course = make_course(tmp_path_factory.mktemp("generated") / "course")
    course.nbgrader("generate_solution", ASSIGNMENT)
    return course.root


@pytest.mark.parametrize("kind", ["release", "solutions"])
def test_committed_notebook_is_what_nbgrader_makes_from_the_source(kind: str, generated: Path) -> None:
    made = read_notebook(generated / kind / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    hint = (
        "generate it anew with `nbgrader generate_assignment --force` or `nbgrader generate_solution --force`"
    )
    assert content(read(kind)) == content(made), hint


def test_all_versions_have_the_same_cells() -> None:
    source, release, solutions = ([cell.id for cell in read(kind).cells] for kind in KINDS)
    assert source == release == solutions
    assert len(set(source)) == len(source)


@pytest.mark.parametrize("kind", KINDS)
def test_committed_notebooks_hold_no_results(kind: str) -> None:
    for cell in read(kind).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert "execution" not in cell.metadata


@pytest.mark.parametrize("secret", ["BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "autograder"])
def test_release_gives_no_solution_away(secret: str) -> None:
    path = ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
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
