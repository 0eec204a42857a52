"""The teacher's cells that only draw: tagged ``illustration``, and not run by the grader.

Nothing that is graded may depend on them. A student may still have used a name from one of them, such
as an import; then the cells that give names are run after all.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set

from nbformat import NotebookNode

TAG = "illustration"


def is_illustration(cell: NotebookNode) -> bool:
    """Whether a cell of a rebuilt notebook is the teacher's and only draws, or a copy of such a cell."""
    return TAG in cell.metadata.get("tags", [])


def needed(cells: Sequence[NotebookNode], missing: Set[str]) -> frozenset[int]:
    """Return the positions of the illustration cells to run, for names that were missing without them.

    Parameters
    ----------
    cells
        The rebuilt notebook's cells.
    missing
        Names that the student's code lacked.

    Returns
    -------
    frozenset of int
        Empty where no illustration cell defines such a name. Else these cells, and those that do
        nothing but define names, since they may build on them.
    """
    known = {index: _names(cell.source) for index, cell in enumerate(cells) if is_illustration(cell)}
    wanted = {index for index, names in known.items() if names & missing}
    if not wanted:
        return frozenset()
    return frozenset(wanted | {index for index in known if _only_defines(cells[index].source)})


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # a magic, for example
        return []


def _names(source: str) -> set[str]:
    names: set[str] = set()
    for statement in _statements(source):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.Assign):
            names.update(
                node.id
                for target in statement.targets
                for node in ast.walk(target)
                if isinstance(node, ast.Name)
            )
    return names


def _only_defines(source: str) -> bool:
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    statements = _statements(source)
    return bool(statements) and all(isinstance(statement, kinds) for statement in statements)
