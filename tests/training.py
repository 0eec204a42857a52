"""Runs an assignment's solved notebook once, for the trained weights that hand-ins bring along."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from course import add_data, read

from autograder import illustration, suite


@functools.cache
def trained(assignment: str, changes: tuple[tuple[str, str], ...] = ()) -> dict[str, bytes]:
    """Run an assignment's solved notebook and return the files that it writes.

    Pictures and visible checks are left out; the data is the small offline data of the tests.

    Parameters
    ----------
    assignment
        Its name.
    changes
        nbgrader ids of cells, each with another source for it.
    """
    other = dict(changes)
    cells = [
        other.get(cell.metadata.nbgrader.grade_id, cell.source)
        for cell in read("solutions", assignment).cells
        if cell.cell_type == "code"
        and not illustration.is_illustration(cell)
        and not suite.is_autograded(cell)
    ]
    with tempfile.TemporaryDirectory(prefix="convclass-trained-") as name:
        folder = Path(name) / "source" / assignment
        folder.mkdir(parents=True)
        add_data(Path(name), assignment)
        given = set(folder.iterdir())
        run_python("\n\n".join(["import matplotlib", "matplotlib.use('agg')", *cells]), folder)
        return {path.name: path.read_bytes() for path in folder.iterdir() if path not in given}


def run_python(script: str, folder: Path) -> None:
    """Run a script of its own process in a folder; it must end well."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "JUPYTERHUB_USER": "teacher"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
