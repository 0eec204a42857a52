"""The benchmarks run and write what they promise; how fast anything is, is not tested."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from autograder.datasets.drawn import draw

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
# Runs a script several times in one process: importing what it needs may take longer than what follows.
AGAIN_AND_AGAIN = """
import json, pathlib, runpy, sys
script, runs = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, str(pathlib.Path(script).parent))
for arguments in runs:
    sys.argv = [script, *arguments]
    runpy.run_path(script, run_name="__main__")
"""


# Stock kernels draw all pictures of a notebook otherwise, for seconds.
ENVIRONMENT = {**os.environ, "MPLBACKEND": "agg"}


def runs(script: str, *each: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a benchmark once with each of these arguments."""
    return subprocess.run(
        [sys.executable, "-c", AGAIN_AND_AGAIN, BENCHMARKS / script, json.dumps(each, default=str)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.graded
def test_grading_compares_both_systems(isolation: None, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "grading.py", "--sizes", "1", "--json", tmp_path / "rows.json"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    cases = {(row["case"], row["system"], row["submissions"]) for row in rows}
    assert cases == {
        (case, system, 1) for case in ("run and check", "whole autograde") for system in ("ours", "stock")
    }
    for row in rows:
        assert row.keys() == {"case", "system", "submissions", "seconds_per_submission", "peak_mb"}
        assert math.isfinite(row["seconds_per_submission"]) and row["seconds_per_submission"] > 0
        assert row["peak_mb"] > 10  # a Python process without anything has as much
    assert "run and check" in done.stdout


@pytest.mark.slow
@pytest.mark.graded
def test_a_class_is_graded_by_each_system(isolation: None, tmp_path: Path) -> None:
    size = ["--assignments", "manual_convolution", "--hand-ins", "2", "--others", "1"]
    done = runs(
        "class.py",
        [*size, "--jobs", "1", "--json", tmp_path / "rows.json"],
        ["--otter", tmp_path / "otter"],  # a command that is missing, told before anything is done
    )
    assert done.returncode == 2 and "there is no command" in done.stderr, done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    systems = ["own code", "stock nbgrader", "ours, 1 worker", "ours, again"]
    assert [row["system"] for row in rows] == systems and all(system in done.stdout for system in systems)
    for row in rows:
        hand_ins = 1 if row["system"] == "stock nbgrader" else 2
        assert (row["assignment"], row["hand_ins"]) == ("manual_convolution", hand_ins)
        assert row["per_minute"] > 0 and row["cpu_seconds"] > 0
        assert (row["peak_mb"] is None) == (row["system"] == "own code")


@pytest.mark.slow
def test_the_leaderboard_is_compared_with_a_plain_loop_and_its_page_measured(tmp_path: Path) -> None:
    sizes = ["--teams", "5", "--entries", "3", "--images", "40", "--repeats", "2"]
    sizes += ["--users", "3", "--seconds", "1.5"]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "leaderboard.py", *sizes, "--json", tmp_path / "rows.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    boards, pages = rows[:3], rows[3:]
    assert [row["case"].split(",")[0] for row in boards] == ["board", "board", "plain pandas loop"]
    for row in boards:
        assert (row["teams"], row["entries"], row["images"]) == (5, 3, 40)
        assert row["seconds"] > 0 and row["cpu_seconds"] > 0
    cases = ["page", "page, a new entry every second", "api/board, nothing new"]
    assert [row["case"] for row in pages] == cases and "The leaderboard's page" in done.stdout
    for row in pages:
        assert (row["teams"], row["users"]) == (5, 3)
        assert row["requests"] > 0 and row["median_ms"] > 0 and row["cpu_ms"] >= 0
    assert pages[0]["kilobytes"] > pages[2]["kilobytes"]  # where nothing is new, nothing is sent


@pytest.mark.slow
def test_faces_measures_nets_on_drawn_faces_and_on_photographs(tmp_path: Path) -> None:
    pictures = draw(8, seed=1)
    for image, label in zip(pictures.images, pictures.labels, strict=True):
        folder = tmp_path / "photographs" / f"Person_{label}"
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / f"{len(list(folder.iterdir()))}.png")
    files = {name: tmp_path / f"{name}.json" for name in ("drawn", "photographs")}
    small = ["--per-person", "4", "2", "2", "--threads", "1"]
    nets = ["--nets", "linear", "fully connected", "--seeds", "3", "4"]
    photographs = ["--nets", "linear", "--seeds", "3", "--photos", tmp_path / "photographs"]
    done = runs(
        "faces.py",
        [*small, *nets, "--json", files["drawn"]],
        [*small, *photographs, "--json", files["photographs"]],
    )
    assert done.returncode == 0, done.stderr
    rows = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}
    measured = {name: [(row["net"], row["seed"]) for row in found] for name, found in rows.items()}
    assert measured["drawn"] == [(net, seed) for seed in (3, 4) for net in ("linear", "fully connected")]
    assert measured["photographs"] == [("linear", 3)]
    for row in [*rows["drawn"], *rows["photographs"]]:
        assert 0 <= row["accuracy"] <= 1 and row["seconds"] > 0
    assert all(row["true_accuracy"] is not None for row in rows["drawn"])
    assert all(row["true_accuracy"] is None for row in rows["photographs"])
    assert done.stdout.count("linear") == 2 and done.stdout.count("fully connected") == 1
