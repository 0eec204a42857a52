"""Run the cells of notebooks in forks of a warm interpreter, and print what that took as JSON.

For benchmarks/class.py. Standard input is JSON: ``jobs``, pairs of a student and a rebuilt notebook's path,
and ``preload``, the modules that are imported before the first fork. Nothing isolates the notebooks.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell

from autograder.grading import steps


def run(jobs: Sequence[tuple[str, str]], preload: Sequence[str]) -> dict[str, float]:
    """Run each notebook's cells in a fork of this process.

    Parameters
    ----------
    jobs
        Pairs of a student and the path of a rebuilt notebook.
    preload
        Modules to import before the first fork.

    Returns
    -------
    dict
        Wall time and processor time of all of them, without the imports before: ``seconds``, ``cpu_seconds``.
    """
    os.environ.update(MPLBACKEND="agg", TF_CPP_MIN_LOG_LEVEL="3", NBGRADER_EXECUTION="autograde")
    for name in preload:
        importlib.import_module(name)
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    # what a notebook's file is read with is no part of its code
    sources = [_sources(Path(path)) for _, path in jobs]
    gc.freeze()  # keeps children from copying pages only because of the collector's marks
    start = time.perf_counter()
    for (student, path), mine in zip(jobs, sources, strict=True):
        child = os.fork()
        if child == 0:
            _run_cells(shell, student, Path(path).parent, mine)
            os._exit(0)
        os.waitpid(child, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": time.perf_counter() - start, "cpu_seconds": used.ru_utime + used.ru_stime}


def _sources(path: Path) -> list[str]:
    return [step.source for step in steps(nbformat.read(path, as_version=4).cells) if step.source]


def _run_cells(shell: InteractiveShell, student: str, folder: Path, sources: Sequence[str]) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.environ["JUPYTERHUB_USER"] = student
    os.chdir(folder)
    for source in sources:
        shell.run_cell(source)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    json.dump(run(given["jobs"], given["preload"]), sys.stdout)
