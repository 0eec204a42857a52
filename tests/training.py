"""Runs an assignment's solved notebook once, for the trained weights that hand-ins bring along.

They are kept in pytest's cache: its processes share them, and the next run has them at once.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from course import ROOT, add_data, read

from autograder import illustration, suite
from autograder.files import replaced

CACHE = ROOT / ".pytest_cache" / "d" / "trained-weights"


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
    script = "\n\n".join(["import matplotlib", "matplotlib.use('agg')", *cells])
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{assignment}-{_digest(script)}.zip"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second gets what the first one trains
        if not path.exists():
            files = _train(assignment, script)
            with replaced(path) as file, zipfile.ZipFile(file, "w") as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _digest(script: str) -> str:
    """Tell apart what is trained: by the script, what makes its data, and Keras."""
    digest = hashlib.sha256(script.encode())
    for path in [ROOT / "tests" / "course.py", *sorted((ROOT / "autograder" / "datasets").glob("*.py"))]:
        digest.update(path.read_bytes())
    digest.update(f"{sys.version} {importlib.metadata.version('keras')}".encode())
    return digest.hexdigest()[:16]


def _train(assignment: str, script: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="convclass-trained-") as name:
        folder = Path(name) / "source" / assignment
        folder.mkdir(parents=True)
        add_data(Path(name), assignment)
        given = set(folder.iterdir())
        run_python(script, folder)
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
