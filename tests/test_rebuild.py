"""The rebuilt notebook holds the student's answers and nothing else of theirs that counts."""

from __future__ import annotations

from dataclasses import replace

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.handin import Cell, HandIn
from autograder.illustration import is_illustration
from autograder.rebuild import Rebuilt, rebuild


def nbgrader(grade_id: str, **roles: object) -> NotebookNode:
    roles = {"grade": False, "solution": False, "locked": False, "schema_version": 3, **roles}
    return nbformat.from_dict({"nbgrader": {"grade_id": grade_id, **roles}})


@pytest.fixture
def teacher() -> NotebookNode:
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "P"}})
    notebook.cells = [
        text("# Task", id="title"),
        code("import numpy as np", id="c-given", metadata=nbgrader("given", locked=True)),
        code("raise NotImplementedError", id="c-task", metadata=nbgrader("task", solution=True)),
        code("assert f", id="c-test", metadata=nbgrader("test", grade=True, locked=True, points=2)),
        text(
            "YOUR ANSWER HERE", id="c-essay", metadata=nbgrader("essay", solution=True, grade=True, points=3)
        ),
        code("raise NotImplementedError", id="c-last", metadata=nbgrader("last", solution=True)),
    ]
    return notebook


def handed_in(teacher: NotebookNode, **sources: str) -> list[Cell]:
    """The teacher's cells as a student hands them in, some with other sources."""
    cells = []
    for cell in teacher.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        cells.append(Cell(cell.cell_type, sources.get(grade_id, cell.source), grade_id, cell.id))
    return cells


def result(teacher: NotebookNode, cells: list[Cell]) -> Rebuilt:
    rebuilt = rebuild(HandIn(tuple(cells)), teacher)
    nbformat.validate(rebuilt.notebook)
    ids = [cell.id for cell in rebuilt.notebook.cells]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= {cell.id for cell in teacher.cells}, "a cell of the teacher's is gone"
    for cell in rebuilt.notebook.cells:
        original = next((c for c in teacher.cells if c.id == cell.id), None)
        assert cell.metadata == (original.metadata if original else {})
        assert original is None or cell.cell_type == original.cell_type
    return rebuilt


def sources(rebuilt: Rebuilt) -> list[str]:
    return [cell.source for cell in rebuilt.notebook.cells]


def test_answers_are_taken_over_and_nothing_else(teacher: NotebookNode) -> None:
    new = {
        "task": "def f(): ...",
        "given": "np = None",
        "test": "pass",
        "essay": "my **text**",
        "last": "x = 1",
    }
    cells = handed_in(teacher, **new)
    cells[0] = replace(cells[0], source="# Mine")
    rebuilt = result(teacher, cells)
    assert sources(rebuilt) == [
        "# Task",
        "import numpy as np",
        "def f(): ...",
        "assert f",
        "my **text**",
        "x = 1",
    ]
    assert rebuilt.notes == []
    assert rebuilt.notebook.metadata == teacher.metadata
    assert all(not cell.get("outputs") for cell in rebuilt.notebook.cells)


def test_an_untouched_hand_in_is_the_teachers_copy(teacher: NotebookNode) -> None:
    before = teacher.copy()
    assert sources(result(teacher, handed_in(teacher))) == sources(Rebuilt(teacher))
    assert teacher == before


def test_changed_types_have_no_effect(teacher: NotebookNode) -> None:
    kinds = {"code": "raw", "markdown": "code"}
    cells = [replace(cell, kind=kinds[cell.kind]) for cell in handed_in(teacher, task="x", essay="<script>y")]
    rebuilt = result(teacher, cells)
    assert sources(rebuilt)[2] == "x" and "<script" not in sources(rebuilt)[4]


def test_a_copied_answer_cell_stays_as_a_cell_of_the_students_own(teacher: NotebookNode) -> None:
    cells = handed_in(teacher, task="original")
    copy = replace(cells[2], source="copy", cell_id="other")
    rebuilt = result(teacher, [*cells[:2], copy, *cells[2:]])
    assert sources(rebuilt)[2:4] == ["copy", "original"] and rebuilt.notebook.cells[3].id == "c-task"
    assert sources(result(teacher, [*cells[:3], copy, *cells[3:]]))[2:4] == ["original", "copy"]
    assert sources(result(teacher, [*cells[:2], copy, *cells[3:]]))[2] == "copy"  # the original was deleted


def test_a_copied_grade_cell_is_only_code(teacher: NotebookNode) -> None:
    cells = handed_in(teacher)
    rebuilt = result(teacher, [*cells[:4], replace(cells[3], source="assert True"), *cells[4:]])
    graded = [cell for cell in rebuilt.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [cell.source for cell in graded] == ["assert f", "YOUR ANSWER HERE"]
    assert "assert True" in sources(rebuilt)


def test_deleted_cells_come_back_at_their_place_without_their_stub(teacher: NotebookNode) -> None:
    cells = [replace(cells, source="mine") if not cells.grade_id else cells for cells in handed_in(teacher)]
    rebuilt = result(teacher, [cells[0], Cell("code", "def f(): return 1"), cells[4]])
    ids = [cell.id for cell in rebuilt.notebook.cells if not cell.id.startswith("added")]
    assert ids == [cell.id for cell in teacher.cells]
    assert "raise NotImplementedError" not in sources(rebuilt)
    assert rebuilt.notes == ["These answer cells were missing from the hand-in: task, last."]


def test_an_unreadable_hand_in_gives_the_teachers_cells_and_the_reason(teacher: NotebookNode) -> None:
    rebuilt = rebuild(HandIn(problem="The file is empty."), teacher)
    assert [cell.id for cell in rebuilt.notebook.cells] == [cell.id for cell in teacher.cells]
    assert rebuilt.notes == ["The file is empty."]


def test_moved_cells_stay_where_the_student_put_them(teacher: NotebookNode) -> None:
    cells = handed_in(teacher, task="a", last="b")
    assert sources(result(teacher, [*cells[:2], cells[5], *cells[2:5]]))[2:4] == ["b", "a"]


def test_lost_metadata_is_made_up_for_by_the_cells_ids(teacher: NotebookNode) -> None:
    cells = [replace(cell, grade_id="") for cell in handed_in(teacher, task="mine", given="hacked")]
    rebuilt = result(teacher, cells)
    assert sources(rebuilt)[1:3] == ["import numpy as np", "mine"] and len(sources(rebuilt)) == 6


def test_lost_ids_are_made_up_for_by_the_metadata(teacher: NotebookNode) -> None:
    cells = [replace(cell, cell_id="") for cell in handed_in(teacher, task="mine")]
    found = sources(result(teacher, cells))
    assert found == [
        "# Task",
        "import numpy as np",
        "mine",
        "assert f",
        "YOUR ANSWER HERE",
        "raise NotImplementedError",
    ]


@pytest.fixture
def drawing(teacher: NotebookNode) -> NotebookNode:
    """The teacher's cell that only draws, in front of the task."""
    cell = nbformat.v4.new_code_cell("draw()", id="c-draw", metadata=nbgrader("draw", locked=True))
    cell.metadata.tags = ["illustration"]
    teacher.cells.insert(2, cell)
    return cell


def test_where_ids_and_metadata_are_lost_cells_without_answers_go_by_their_text(
    teacher: NotebookNode, drawing: NotebookNode
) -> None:
    cells = [replace(cell, grade_id="", cell_id="") for cell in handed_in(teacher, task="mine")]
    found = result(teacher, cells).notebook.cells
    assert [cell.source for cell in found if cell.cell_type == "code"] == [
        "import numpy as np",
        "draw()",
        "mine",
        "# This answer cell was missing from the hand-in.",
        "assert f",
        "raise NotImplementedError",
        "# This answer cell was missing from the hand-in.",
    ]
    assert [cell.source for cell in found if is_illustration(cell)] == ["draw()"]


def test_a_copy_of_a_cell_that_only_draws_is_not_run_either(
    teacher: NotebookNode, drawing: NotebookNode
) -> None:
    copy, own = Cell("code", "draw()"), Cell("code", "draw(2)")
    found = rebuild(HandIn((*handed_in(teacher), copy, own, Cell("markdown", "draw()"))), teacher).notebook
    nbformat.validate(found)
    assert [is_illustration(cell) for cell in found.cells[-3:]] == [True, False, False]


def test_added_cells_keep_their_place(teacher: NotebookNode) -> None:
    cells = handed_in(teacher)
    added = [Cell("code", "first"), Cell("markdown", "note"), Cell("code", " \n")]
    found = sources(
        result(teacher, [added[0], *cells[:3], added[1], added[2], *cells[3:], Cell("code", "end")])
    )
    assert (found[0], found[4], found[-1], len(found)) == (
        "first",
        "note",
        "end",
        9,
    )  # the empty one is left out


def test_an_added_cell_before_a_deleted_one_stays_after_what_it_followed(teacher: NotebookNode) -> None:
    cells = handed_in(teacher)
    found = sources(result(teacher, [*cells[:2], Cell("code", "helper"), *cells[3:]]))
    assert found[1:3] == ["import numpy as np", "helper"] and found.index("assert f") > 2


def test_ids_that_a_student_claims_cannot_collide(teacher: NotebookNode) -> None:
    cells = [Cell("code", f"x = {n}", "task", "c-task") for n in range(5)] + [
        Cell("code", "y", "", "title")
    ] * 2
    assert len(result(teacher, cells).notebook.cells) >= 10


@pytest.mark.parametrize(
    "kind, text", [("markdown", "a <script>b</script>"), ("raw", "<img src=x onerror=y>")]
)
def test_text_that_a_browser_would_run_is_neutralised(teacher: NotebookNode, kind: str, text: str) -> None:
    rebuilt = result(teacher, [*handed_in(teacher, essay=text), Cell(kind, text), Cell("code", text)])
    shown = [cell.source for cell in rebuilt.notebook.cells if cell.cell_type != "code"]
    assert sum("&lt;" in source for source in shown) == 2 and not any("<" in source for source in shown)
    assert rebuilt.notebook.cells[-1].source == text  # code is never shown as HTML
