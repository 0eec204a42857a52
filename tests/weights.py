"""Files that hand-ins bring along: trained weights, made once by running the solved notebook."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import celebrity_weights
import keras_weights
from course import add_data, read

from autograder import illustration


@functools.cache
def trained(assignment: str) -> dict[str, bytes]:
    """Run an assignment's solved notebook and return the files that it writes.

    Pictures are left out, as they are in grading; the data is the small offline data of the tests.
    """
    cells = [
        cell.source
        for cell in read("solutions", assignment).cells
        if cell.cell_type == "code" and not illustration.is_illustration(cell)
    ]
    with tempfile.TemporaryDirectory(prefix="convclass-trained-") as name:
        folder = Path(name) / "source" / assignment
        folder.mkdir(parents=True)
        add_data(Path(name), assignment)
        given = set(folder.iterdir())
        script = "\n\n".join(["import matplotlib", "matplotlib.use('agg')", *cells])
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
        return {path.name: path.read_bytes() for path in folder.iterdir() if path not in given}


def _file(assignment: str, name: str) -> Callable[[], bytes]:
    return lambda: trained(assignment)[name]


RECIPES: dict[str, Callable[[], bytes]] = {
    "keras_cnn_trained": _file("keras_cnn", "digits.weights.h5"),
    "keras_cnn_history": _file("keras_cnn", "digits_history.json"),
    "celebrity_trained": _file("celebrity_project", "faces.weights.h5"),
    **celebrity_weights.RECIPES,
    **keras_weights.RECIPES,
}
