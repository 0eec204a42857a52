"""The assignments' notebooks for tests of them: which cells there are, what running them gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.illustration import is_illustration


def kind_of(cell: NotebookNode) -> str:
    """Return "text", "illustration", "grade", "manual", "solution" or "given"."""
    marks = cell.metadata.get("nbgrader")
    if not marks:
        return "text"
    if is_illustration(cell):
        return "illustration"
    if marks.grade:
        return "manual" if marks.solution else "grade"
    return "solution" if marks.solution else "given"


def cells(notebook: NotebookNode, *kinds: str) -> list[NotebookNode]:
    """Return the cells of some kinds."""
    return [cell for cell in notebook.cells if kind_of(cell) in kinds]


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with this id."""
    return next(cell for cell in notebook.cells if cell.id == name)


def run(notebook: NotebookNode, folder: Path | None = None, user: str = "anna") -> NotebookNode:
    """Run a notebook in a real kernel, to its end whatever happens, as a user of the course server.

    Parameters
    ----------
    notebook
        Gets the outputs.
    folder
        Where it runs; by default here.
    user
        Name of the user.
    """
    resources = {"metadata": {"path": str(folder)}} if folder else {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTERHUB_USER", user)
        NotebookClient(
            notebook, timeout=300, kernel_name="python3", allow_errors=True, resources=resources
        ).execute()
    return notebook


def errors(notebook: NotebookNode) -> dict[str, str]:
    """Return the name of the exception for each cell that raised one."""
    return {
        cell.id: output.ename
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    }


def printed(notebook: NotebookNode, name: str) -> str:
    """Return what a cell printed."""
    outputs = cell(notebook, name).outputs
    return "".join(output.text for output in outputs if output.output_type == "stream")
