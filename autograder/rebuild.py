"""Builds the notebook that is graded: the teacher's copy with the student's sources put in.

Of a hand-in come only the sources of solution cells and of cells that the student added. Everything
else (locked cells, grade cells, points, metadata, tags, the kernel) is the teacher's, so edits to it
have no effect, and copies of the teacher's cells count as added cells; copies of those that only draw are,
like these, not run at grading.
"""

from __future__ import annotations

import copy
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import CheckCellMetadata

from autograder.errors import AutograderError
from autograder.handin import Cell, HandIn
from autograder.illustration import TAG, is_illustration
from autograder.sanitise import markdown, raw


@dataclass
class Rebuilt:
    """A rebuilt notebook and what the student should know about it."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def teacher(path: Path) -> NotebookNode:
    """Return the released notebook in a file, checked; not to be changed, since all hand-ins share it.

    Raises
    ------
    AutograderError
        When there is none that can be used.
    """
    try:
        return _teacher(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, ValidationError) as error:
        raise AutograderError(
            f"The released notebook {path} cannot be used ({error}); "
            "make it with 'nbgrader generate_assignment'."
        ) from error


@functools.lru_cache(maxsize=16)
def _teacher(path: Path, changed: int) -> NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    CheckCellMetadata().preprocess(notebook, {})
    return notebook


def rebuild(handin: HandIn, teacher: NotebookNode) -> Rebuilt:
    """Put a student's sources into the teacher's copy.

    Cells are matched by their nbgrader id, else by their nbformat id (an editor that drops nbgrader's
    metadata keeps those), else, if they hold no answer, by their source. The student's order of cells is
    kept; what is missing of the teacher's cells comes back at its place, a solution cell without its stub,
    since the student may have moved the solution into a cell of their own, which the stub would undo.

    Parameters
    ----------
    handin
        What was handed in.
    teacher
        The released notebook.
    """
    result = Rebuilt(_without_cells(teacher))
    if handin.problem:
        result.notes.append(handin.problem)
    matches = _match(handin.cells, teacher)
    placed: list[tuple[int, NotebookNode]] = []  # index of the teacher's cell that it follows or is
    used_ids = {cell.get("id") for cell in teacher.cells}
    drawn = {cell.source for cell in teacher.cells if is_illustration(cell)}
    anchor = -1
    for number, cell in enumerate(handin.cells):
        index = matches.get(number)
        if index is not None:
            anchor = index
            placed.append((index, _teachers(teacher.cells[index], cell)))
        elif cell.source.strip():
            placed.append((anchor, _added(cell, number, used_ids, cell.source in drawn)))
    missing = sorted(set(range(len(teacher.cells))) - set(matches.values()))
    for index in missing:
        placed.insert(_place(placed, index), (index, _restored(teacher.cells[index])))
    result.notebook.cells = [cell for _, cell in placed]
    lost = [teacher.cells[i] for i in missing if _is(teacher.cells[i], "solution")]
    if lost and not handin.problem:
        names = ", ".join(cell.metadata.nbgrader.grade_id for cell in lost)
        result.notes.append(f"These answer cells were missing from the hand-in: {names}.")
    return result


def _without_cells(teacher: NotebookNode) -> NotebookNode:
    notebook = nbformat.v4.new_notebook(metadata=copy.deepcopy(teacher.metadata))
    notebook.nbformat_minor = 5
    return notebook


def _is(cell: NotebookNode, role: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(role, False))


def _match(cells: Sequence[Cell], teacher: NotebookNode) -> dict[int, int]:
    """Which cell of the hand-in is which of the teacher's: number -> index."""
    matches: dict[int, int] = {}
    for index, original in enumerate(teacher.cells):
        grade_id = original.metadata.get("nbgrader", {}).get("grade_id")
        cell_id = original.get("id")
        kind = original.cell_type
        same_grade_id = [n for n, c in enumerate(cells) if grade_id and c.grade_id == grade_id]
        same_cell_id = [n for n, c in enumerate(cells) if cell_id and c.cell_id == cell_id]
        # of several copies the one with the original cell id is the original
        both = [n for n in same_grade_id if n in same_cell_id]
        candidates = [n for n in both or same_grade_id or same_cell_id if n not in matches]
        if not candidates and not _is(original, "solution"):  # where ids are lost there is the text to go by
            same_text = [n for n, c in enumerate(cells) if c.source == original.source and not c.grade_id]
            candidates = [n for n in same_text if n not in matches]
        candidates = [n for n in candidates if cells[n].kind == kind] or candidates
        if candidates:
            matches[candidates[0]] = index
    return matches


def _teachers(original: NotebookNode, cell: Cell) -> NotebookNode:
    result = _fresh(original)
    if _is(original, "solution") and cell.source != original.source:
        result.source = _harmless(result.cell_type, cell.source)
    return result


def _harmless(kind: str, source: str) -> str:
    """A student's text without what a browser would run; code is shown as text and stays as it is."""
    return {"markdown": markdown, "raw": raw}.get(kind, str)(source)


def _fresh(original: NotebookNode) -> NotebookNode:
    result: NotebookNode = nbformat.from_dict(original)  # a copy
    if result.cell_type == "code":
        result.outputs = []
        result.execution_count = None
    return result


def _restored(original: NotebookNode) -> NotebookNode:
    result = _fresh(original)
    if _is(original, "solution") and result.cell_type == "code":
        result.source = "# This answer cell was missing from the hand-in."
    return result


def _added(cell: Cell, number: int, used: set[str], only_draws: bool) -> NotebookNode:
    digest = hashlib.sha256(f"{number}:{cell.source}".encode()).hexdigest()
    identity = f"added-{number}-{digest[:8]}"
    while identity in used:
        identity += "x"
    used.add(identity)
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[cell.kind]
    metadata = {"tags": [TAG]} if only_draws and cell.kind == "code" else {}
    return make(source=_harmless(cell.kind, cell.source), id=identity, metadata=metadata)


def _place(placed: Sequence[tuple[int, NotebookNode]], index: int) -> int:
    """Where a missing cell of the teacher's belongs: before the first that follows it."""
    for position, (other, _) in enumerate(placed):
        if other > index:
            return position
    return len(placed)
