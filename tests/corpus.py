"""Reads the marking corpus: one readable file per hand-in, turned into a real notebook.

A file of ``tests/submissions/ASSIGNMENT/`` begins with a header of comment lines and goes on with
blocks, each under a line that begins with ``# %%``::

    # A kernel that is turned by 180 degrees, as in signal processing.
    # points: test_conv2d = 0.5
    # points: test_same = 0
    # misconception: test_conv2d: kernel flipped
    # %% [conv2d]
    def conv2d(image, kernel, stride=1, padding="valid"):
        ...
    # %%
    print("a cell that the student added below the solution")

The header's first line says what the hand-in is. The other lines are ``KEY: VALUE``:

``expect: full``
    every grade cell is expected to give full marks (instead of any ``points`` line).
``points: CELL = NUMBER``
    expected points of a grade cell; ``all`` means every grade cell. Later lines win.
``misconception: CELL: NAME``
    the feedback of that grade cell must name it.
``outcome: CELL: NAME``
    how the failing tests of that grade cell must end: one of `autograder.outcomes.Outcome`.
``student: NAME``
    the student's id; the stem of the file where it is missing.
``base: release``
    solution cells that the file does not mention keep the released stub. Otherwise they get the
    source of the solved notebook.
``file: NAME = RECIPE``
    a file that is handed in beside the notebook; `weights.RECIPES` knows how to make it.
``slow``
    (no value) grading this hand-in takes long.
``users: each``, ``users: any``
    whether it is graded by each Unix user, since it reaches out of its own process to what depends on the
    user (files, other processes, shared memory, network, devices), or by any one of them. Only hand-ins of
    ``tests/exploits`` say so.

The blocks are:

``# %% [GRADE_ID]``
    the new source of that cell of the release.
``# %% [GRADE_ID] delete``
    the student deleted that cell.
``# %% [GRADE_ID] keep``
    the cell stays as it is without the block; added cells can follow it.
``# %%`` and ``# %% [markdown]``
    a cell that the student added, after the cell of the block before it, or at the top.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from weights import RECIPES

from autograder import suite
from autograder.outcomes import Outcome

ROOT = Path(__file__).resolve().parents[1]
SUBMISSIONS = ROOT / "tests" / "submissions"

_BLOCK = re.compile(r"# %%(?:\s+\[(?P<name>\w+)\])?(?:\s+(?P<action>\w+))?\s*")
_POINTS = re.compile(r"(?P<cell>\w+)\s*=\s*(?P<points>\d+(?:\.\d+)?)")
_FILE = re.compile(r"(?P<file>[\w.-]+)\s*=\s*(?P<recipe>\w+)")
_CHOICES = {("base", "release"), ("users", "each"), ("users", "any")}
_PAIR = re.compile(r"(?P<cell>\w+):\s*(?P<name>\S.*)")


class CorpusError(ValueError):
    """Raised when a corpus file does not follow the format, or does not fit the assignment."""


@dataclass(frozen=True)
class Block:
    """One ``# %%`` block of a corpus file.

    Parameters
    ----------
    grade_id
        The cell of the release that it stands for, or None for a cell that the student added.
    source
        The text below the ``# %%`` line, without blank lines around it.
    action
        ``"write"``, ``"keep"`` or ``"delete"``; always ``"write"`` for an added cell.
    cell_type
        ``"code"`` or ``"markdown"``; only added cells can be markdown.
    """

    grade_id: str | None
    source: str
    action: str = "write"
    cell_type: str = "code"


@dataclass(frozen=True)
class Submission:
    """One hand-in of the corpus and the marks that it must get.

    Parameters
    ----------
    name
        Stem of the file.
    assignment
        Name of the assignment: the file's folder.
    description
        One line: what this hand-in is.
    student
        Id of the student who hands it in.
    points
        Expected points of every grade cell, by grade_id.
    misconceptions
        (grade_id of the grade cell, name) of each misconception that the feedback must name.
    outcomes
        How the failing tests of a grade cell must end, by grade_id; cells without a wish are missing.
    slow
        True where grading it takes long.
    users
        ``"each"``, ``"any"``, or an empty text where nothing is said.
    files
        Names of the files beside the notebook, each with the recipe of `weights.RECIPES` that makes it.
    base
        ``"solution"`` or ``"release"``: the source of solution cells that no block mentions.
    blocks
        The blocks in the order of the file.
    """

    name: str
    assignment: str
    description: str
    student: str
    points: dict[str, float]
    misconceptions: list[tuple[str, str]] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    slow: bool = False
    users: str = ""
    files: dict[str, str] = field(default_factory=dict)
    base: str = "solution"
    blocks: tuple[Block, ...] = ()


@cache
def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def teacher_notebook(assignment: str, stage: str) -> NotebookNode:
    """Return the ``release`` or ``solutions`` notebook of an assignment.

    Parameters
    ----------
    assignment
        Name of the assignment.
    stage
        Folder of the course directory: ``"release"`` or ``"solutions"``.
    """
    return _read(ROOT / stage / assignment / f"{assignment}.ipynb")


def full_points(assignment: str) -> dict[str, float]:
    """Return the points of every grade cell that no person marks, by grade_id."""
    return suite.grade_cells(teacher_notebook(assignment, "release"))


def paths(assignment: str, pattern: str = "*") -> list[Path]:
    """Return the corpus files of an assignment in order of their names.

    Parameters
    ----------
    assignment
        Name of the assignment.
    pattern
        Glob for the stem of the files: ``"correct_*"``.
    """
    return sorted((SUBMISSIONS / assignment).glob(f"{pattern}.py"))


def load(path: Path) -> Submission:
    """Read one corpus file.

    Parameters
    ----------
    path
        ``.../ASSIGNMENT/NAME.py``.

    Returns
    -------
    Submission
        With an expected number of points for every grade cell of the assignment.

    Raises
    ------
    CorpusError
        If the file breaks the format or names a grade cell that the assignment does not have.
    """
    return parse(path.read_text(encoding="utf-8"), name=path.stem, assignment=path.parent.name)


def parse(text: str, *, name: str, assignment: str) -> Submission:
    """Parse the text of a corpus file; see `load`."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("# %%")]
    header = lines[: starts[0]] if starts else lines
    ends = [*starts[1:], len(lines)][: len(starts)]
    blocks = tuple(
        _block(lines[start], lines[start + 1 : end], name) for start, end in zip(starts, ends, strict=True)
    )
    mentioned = [block.grade_id for block in blocks if block.grade_id]
    if len(set(mentioned)) != len(mentioned):
        raise CorpusError(f"{name}: a cell has two blocks")
    return _with_header(header, blocks, name, assignment)


def _block(head: str, body: list[str], name: str) -> Block:
    match = _BLOCK.fullmatch(head)
    if match is None:
        raise CorpusError(f"{name}: cannot read the line {head!r}")
    label, action = match["name"], match["action"] or "write"
    source = "\n".join(body).strip("\n")
    if label is None or label == "markdown":
        if action != "write":
            raise CorpusError(f"{name}: an added cell cannot be marked {action!r}")
        return Block(None, source, cell_type=label or "code")
    if action not in ("write", "keep", "delete"):
        raise CorpusError(f"{name}: unknown action {action!r} in {head!r}")
    if action != "write" and source.strip():
        raise CorpusError(f"{name}: the block {head!r} must be empty")
    return Block(label, source, action=action)


def _with_header(header: list[str], blocks: tuple[Block, ...], name: str, assignment: str) -> Submission:
    full = full_points(assignment)
    points = dict(full)
    misconceptions: list[tuple[str, str]] = []
    outcomes: dict[str, Outcome] = {}
    files: dict[str, str] = {}
    plain = {"student": name, "base": "solution", "users": ""}
    slow = expects = False

    comments = [line.removeprefix("#").strip() for line in header if line.strip()]
    if not comments or any(not line.startswith("#") for line in header if line.strip()):
        raise CorpusError(f"{name}: the header must be comment lines, the first one says what the hand-in is")
    for line in comments[1:]:
        key, _, value = (part.strip() for part in line.partition(":"))
        if key == "slow" and not value:
            slow = True
        elif key == "expect" and value == "full":
            expects = True
        elif key == "points" and (match := _POINTS.fullmatch(value)):
            expects = True
            for cell in full if match["cell"] == "all" else [match["cell"]]:
                _check_cell(cell, full, name)
                points[cell] = float(match["points"])
                if points[cell] > full[cell]:
                    raise CorpusError(f"{name}: {cell} has only {full[cell]} points")
        elif key == "misconception" and (match := _PAIR.fullmatch(value)):
            _check_cell(match["cell"], full, name)
            misconceptions.append((match["cell"], match["name"]))
        elif key == "file" and (match := _FILE.fullmatch(value)):
            if match["recipe"] not in RECIPES:
                raise CorpusError(f"{name}: there is no recipe {match['recipe']!r}")
            files[match["file"]] = match["recipe"]
        elif key == "outcome" and (match := _PAIR.fullmatch(value)):
            _check_cell(match["cell"], full, name)
            outcomes[match["cell"]] = Outcome(match["name"])
        elif (key == "student" and value) or (key, value) in _CHOICES:
            plain[key] = value
        else:
            raise CorpusError(f"{name}: cannot read the header line {line!r}")
    if not expects:
        raise CorpusError(f"{name}: the header must hold 'expect: full' or 'points: CELL = NUMBER'")
    lossless = {cell for cell, _ in misconceptions} | set(outcomes)
    if any(points[cell] == full[cell] for cell in lossless):
        raise CorpusError(f"{name}: a cell with a misconception or an outcome must lose points")
    return Submission(
        name=name,
        assignment=assignment,
        description=comments[0],
        student=plain["student"],
        points=points,
        misconceptions=misconceptions,
        outcomes=outcomes,
        slow=slow,
        users=plain["users"],
        files=files,
        base=plain["base"],
        blocks=blocks,
    )


def _check_cell(cell: str, full: dict[str, float], name: str) -> None:
    if cell not in full:
        raise CorpusError(f"{name}: there is no grade cell {cell!r}; there are {', '.join(full)}")


def notebook(submission: Submission, release: NotebookNode, solutions: NotebookNode) -> NotebookNode:
    """Build the notebook that the student hands in.

    Parameters
    ----------
    submission
        What the student did.
    release
        The notebook that the students got; it is not changed.
    solutions
        The solved notebook, which fills the solution cells that the submission does not mention.

    Returns
    -------
    NotebookNode
        The release with its metadata and cell ids, new sources in the mentioned cells, and added
        cells (with ids of their own) after the cell of the block that precedes them.

    Raises
    ------
    CorpusError
        If a block names a cell that the release does not have.
    """
    handed_in = copy.deepcopy(release)
    solved = {grade_id: cell.source for grade_id, cell in _named_cells(solutions)}
    cells = dict(_named_cells(handed_in))
    if submission.base == "solution":
        for grade_id, cell in cells.items():
            if cell.metadata["nbgrader"].get("solution"):
                cell.source = solved[grade_id]

    taken = {cell.get("id") for cell in handed_in.cells}
    fresh = (new for number in range(1, 10_000) if (new := f"added-{number}") not in taken)
    deleted: list[NotebookNode] = []
    position = 0
    for block in submission.blocks:
        if block.grade_id is None:
            make = new_code_cell if block.cell_type == "code" else new_markdown_cell
            handed_in.cells.insert(position, make(block.source, id=next(fresh)))
            position += 1
            continue
        if block.grade_id not in cells:
            raise CorpusError(f"{submission.name}: the release has no cell {block.grade_id!r}")
        cell = cells[block.grade_id]
        position = next(i for i, other in enumerate(handed_in.cells) if other is cell) + 1
        if block.action == "write":
            cell.source = block.source
        elif block.action == "delete":
            deleted.append(cell)
    # Only now, so that cells added after a deleted one stand where it stood.
    handed_in.cells = [cell for cell in handed_in.cells if not any(cell is gone for gone in deleted)]
    return handed_in


def _named_cells(book: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for cell in book.cells:
        if "nbgrader" in cell.metadata:
            yield cell.metadata["nbgrader"]["grade_id"], cell


def write(submission: Submission, folder: Path) -> Path:
    """Write the hand-in as nbgrader expects it and return the notebook's path.

    Parameters
    ----------
    submission
        What the student did.
    folder
        nbgrader's ``submitted`` folder; the notebook goes to ``STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb`` in it.
    """
    assignment = submission.assignment
    path = folder / submission.student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = notebook(
        submission, teacher_notebook(assignment, "release"), teacher_notebook(assignment, "solutions")
    )
    nbformat.write(book, path)
    for name, recipe in submission.files.items():
        (path.parent / name).write_bytes(RECIPES[recipe]())
    return path
