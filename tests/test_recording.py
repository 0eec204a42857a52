"""Marks are written as nbgrader writes them, and all of a notebook's or none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import compute_checksum

from autograder.recording import OPEN_CELLS, LatePenalties, SaveMarks

WHO = {"notebook": "nb", "assignment": "hw", "student": "ada"}
FACTS = ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")


def _cell(name: str, source: str, make: Any = new_code_cell, *, changed: bool = True, **kinds: Any) -> Any:
    own = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **kinds}
    cell = make(source, id=name, metadata={"nbgrader": {"grade_id": name, **own}})
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    if changed:
        cell.source += " and more"
    return cell


def _outputs(points: str) -> list[NotebookNode]:
    return [new_output("execute_result", {"text/plain": points}, execution_count=1)]


@pytest.fixture
def graded() -> NotebookNode:
    """A notebook with every kind of cell that nbgrader knows, as it is after grading."""
    marked = {"grade": True, "locked": True, "points": 2, "changed": False}
    cells = [
        _cell("part", "assert True", **marked),
        _cell("full", "assert True", **marked),
        _cell("failed", "assert False", **marked),
        _cell("open", "assert True", **marked),
        _cell("solution", "x = 1", solution=True),
        _cell("stub", "x = None", solution=True, changed=False),
        _cell("essay", "I think", new_markdown_cell, solution=True, grade=True, points=3),
        _cell("empty", "Write here", new_markdown_cell, solution=True, grade=True, points=3, changed=False),
        _cell("poster", "Draw", new_markdown_cell, task=True, points=4, changed=False),
        new_code_cell("an added cell", id="added"),
    ]
    cells[0].outputs = _outputs("0.5")
    cells[2].outputs = [new_output("error", ename="AssertionError", evalue="", traceback=[])]
    return new_notebook(cells=cells)


@pytest.fixture
def gradebook(tmp_path: Path, graded: NotebookNode) -> str:
    """The URL of a gradebook with the hand-in; a person has marked one of its cells."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url) as book:
        book.add_assignment("hw")
        book.add_notebook("nb", "hw")
        for cell in graded.cells[:-1]:
            mine = cell.metadata.nbgrader
            common = {"source": cell.source, "cell_type": cell.cell_type}
            if mine.task:
                book.add_task_cell(mine.grade_id, "nb", "hw", max_score=mine.points, cell_type="markdown")
            if mine.grade:
                book.add_grade_cell(
                    mine.grade_id, "nb", "hw", max_score=mine.points, cell_type=cell.cell_type
                )
            if mine.solution:
                book.add_solution_cell(mine.grade_id, "nb", "hw")
            if not mine.task:
                book.add_source_cell(mine.grade_id, "nb", "hw", **common)
        book.add_student("ada")
        book.add_submission("hw", "ada")
        book.find_grade("full", "nb", "hw", "ada").manual_score = 1.5
        book.db.commit()
    return url


def _save(how: type[NbGraderPreprocessor], url: str, notebook: NotebookNode, **resources: Any) -> None:
    how().preprocess(notebook, {"nbgrader": {**WHO, "db_url": url}, **resources})


def _recorded(url: str) -> tuple[dict[str, dict[str, Any]], dict[str, str | None]]:
    with Gradebook(url) as book:
        notebook = book.find_submission_notebook("nb", "hw", "ada")
        grades = {grade.name: {fact: getattr(grade, fact) for fact in FACTS} for grade in notebook.grades}
        return grades, {comment.name: comment.auto_comment for comment in notebook.comments}


def test_what_is_recorded_is_what_nbgrader_records(gradebook: str, graded: NotebookNode) -> None:
    before = _recorded(gradebook)
    _save(SaveAutoGrades, gradebook, graded)
    expected = _recorded(gradebook)
    assert expected != before
    with Gradebook(gradebook) as book:
        book.remove_submission("hw", "ada")
        book.add_submission("hw", "ada")
        book.find_grade("full", "nb", "hw", "ada").manual_score = 1.5
        book.db.commit()
    assert _recorded(gradebook) == before
    _save(SaveMarks, gradebook, graded)
    assert _recorded(gradebook) == expected
    assert expected[0]["part"]["auto_score"] == 0.5
    assert expected[0]["full"]["needs_manual_grade"]  # a person has marked it, and looks again
    assert expected[1]["stub"] == "No response."


def test_a_mark_that_the_grader_failed_to_find_stays_open(gradebook: str, graded: NotebookNode) -> None:
    _save(SaveMarks, gradebook, graded, **{OPEN_CELLS: ["open"]})
    grades, _ = _recorded(gradebook)
    assert (grades["open"]["auto_score"], grades["open"]["needs_manual_grade"]) == (None, True)
    assert (grades["part"]["auto_score"], grades["part"]["needs_manual_grade"]) == (0.5, False)


def test_of_a_notebook_with_an_unknown_cell_nothing_is_recorded(gradebook: str, graded: NotebookNode) -> None:
    before = _recorded(gradebook)
    graded.cells.append(_cell("later", "assert True", grade=True, locked=True, points=1))
    with pytest.raises(MissingEntry, match=r"no cell 'later' in nb of hw for ada; run 'nbgrader generate"):
        _save(SaveMarks, gradebook, graded)
    assert _recorded(gradebook) == before


def test_a_gradebook_put_back_between_two_hand_ins_gets_the_marks(
    gradebook: str, graded: NotebookNode, tmp_path: Path
) -> None:
    file, kept = tmp_path / "gradebook.db", tmp_path / "kept.db"
    shutil.copy(file, kept)
    _save(SaveMarks, gradebook, graded)
    expected = _recorded(gradebook)
    kept.replace(file)  # another file, as from a backup
    assert _recorded(gradebook) != expected
    _save(SaveMarks, gradebook, graded)
    assert _recorded(gradebook) == expected


def _all_of(self: LateSubmissionPlugin, student_id: str, score: float, total_seconds_late: float) -> float:
    return score


@pytest.mark.parametrize("handed_in", ["2026-05-01 12:00:10 UTC", "2026-05-01 11:00:00 UTC"])
@pytest.mark.parametrize("penalty", [None, 0.5])
def test_a_penalty_is_the_one_that_nbgrader_gives(
    gradebook: str,
    graded: NotebookNode,
    handed_in: str,
    penalty: float | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LateSubmissionPlugin, "late_submission_penalty", _all_of)
    found = []
    for how in (AssignLatePenalties, LatePenalties):
        with Gradebook(gradebook) as book:
            book.update_or_create_assignment("hw", duedate="2026-05-01 12:00:00 UTC")
            book.update_or_create_submission("hw", "ada", timestamp=handed_in)
            book.find_submission_notebook("nb", "hw", "ada").late_submission_penalty = penalty
            book.db.commit()
        _save(how, gradebook, graded)
        with Gradebook(gradebook) as book:
            found.append(book.find_submission_notebook("nb", "hw", "ada").late_submission_penalty)
    assert found[0] == found[1] == (1.5 if handed_in.endswith("10 UTC") else None)
