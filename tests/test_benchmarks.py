"""The benchmarks run and write what they promise; how fast anything is, is not tested."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from autograder.datasets.drawn import draw

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.mark.slow
@pytest.mark.graded
def test_grading_compares_both_systems(isolation: None, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "grading.py", "--sizes", "1", "--json", tmp_path / "rows.json"],
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
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "class.py", *size, "--jobs", "1", "--json", tmp_path / "rows.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    systems = ["own code", "stock nbgrader", "ours, 1 worker", "ours, again"]
    assert [row["system"] for row in rows] == systems and all(system in done.stdout for system in systems)
    for row in rows:
        hand_ins = 1 if row["system"] == "stock nbgrader" else 2
        assert (row["assignment"], row["hand_ins"]) == ("manual_convolution", hand_ins)
        assert row["per_minute"] > 0 and row["cpu_seconds"] > 0
        assert (row["peak_mb"] is None) == (row["system"] == "own code")
    missing = subprocess.run(
        [sys.executable, BENCHMARKS / "class.py", "--otter", tmp_path / "otter"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert missing.returncode == 2 and "there is no command" in missing.stderr


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
@pytest.mark.parametrize("photographs", [False, True])
def test_faces_measures_nets_on_drawn_faces_and_on_photographs(photographs: bool, tmp_path: Path) -> None:
    source = []
    if photographs:
        pictures = draw(8, seed=1)
        for image, label in zip(pictures.images, pictures.labels, strict=True):
            folder = tmp_path / "photographs" / f"Person_{label}"
            folder.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(folder / f"{len(list(folder.iterdir()))}.png")
        source = ["--photos", tmp_path / "photographs"]
    nets, seeds = (["linear"], [3]) if photographs else (["linear", "fully connected"], [3, 4])
    arguments = [
        "--nets",
        *nets,
        "--per-person",
        "4",
        "2",
        "2",
        "--seeds",
        *map(str, seeds),
        "--threads",
        "1",
    ]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "faces.py", *arguments, *source, "--json", tmp_path / "rows.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert [(row["net"], row["seed"]) for row in rows] == [(net, seed) for seed in seeds for net in nets]
    for row in rows:
        assert 0 <= row["accuracy"] <= 1 and row["seconds"] > 0
        assert (row["true_accuracy"] is None) == photographs
    assert all(net in done.stdout for net in nets)
