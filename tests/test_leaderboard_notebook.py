"""The notebook in docs/ runs on a small course, and holds neither outputs nor paths."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import board_course
import nbformat

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "leaderboard.ipynb"


def test_it_runs_from_the_first_cell_to_the_last(tmp_path: Path) -> None:
    root = board_course.small_class(tmp_path / "course")
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    script = "\n\n".join(f"{cell.source}\nprint('cell {number} done')" for number, cell in enumerate(cells))
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"cell {len(cells) - 1} done" in done.stdout


def test_it_is_stored_without_outputs_and_paths() -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        assert "/home" not in cell.source and "/tmp" not in cell.source and "/root" not in cell.source
