"""The commands of the leaderboard, as people type them, and the files that they write."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import board_course
import pandas as pd
import pytest
from board_course import hand_in, probabilities
from click.testing import CliRunner, Result
from PIL import Image

from leaderboard.cli import main

EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>\u202e\x1b[31m'


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class at work, made once; one team has a hostile name."""
    root = board_course.small_class(tmp_path_factory.mktemp("cli") / "course")
    hand_in(root, EVIL, probabilities(0.66, 20), 300, EVIL)
    assert run(root, "update").exit_code == 0
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "course")


def run(root: Path, *arguments: str, width: int = 150) -> Result:
    runner = CliRunner(env={"COLUMNS": str(width)})
    return runner.invoke(main, ["--course-dir", str(root), *arguments], catch_exceptions=False)


def ok(root: Path, *arguments: str, width: int = 150) -> str:
    result = run(root, *arguments, width=width)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_show(template: Path) -> None:
    shown = ok(template, "show")
    lines = [line.split() for line in shown.splitlines()]
    assert "public half" in shown and "\x1b" not in shown and "\u202e" not in shown
    assert ["1-3", "1", "stride", "89.6%"] in [line[:4] for line in lines]
    assert all(name in shown for name in ("Instructor's model", "Chance", "Fully connected baseline"))
    assert "●" in shown and "━" in shown
    assert "1 hand-in gave no entry" in shown


def test_show_fits_a_narrow_terminal(template: Path) -> None:
    shown = ok(template, "show", width=80)
    assert max(map(len, shown.splitlines())) <= 80
    assert "stride" in shown and "89.6%" in shown


def test_show_for_programs(template: Path) -> None:
    rows = json.loads(ok(template, "show", "--json"))
    assert [row["place"] for row in rows if row["kind"] == "team"] == sorted(
        row["place"] for row in rows if row["kind"] == "team"
    )
    assert any(row["team"] == EVIL for row in rows)
    table = list(csv.DictReader(io.StringIO(ok(template, "show", "--csv"))))
    assert len(table) == len(rows)
    assert [row["team"][:2] for row in table if "HYPERLINK" in row["team"]] == ["'="]


def test_history_says_what_became_of_each_entry(template: Path) -> None:
    shown = ok(template, "history", "kernel")
    assert "over the cap" in shown and "score unchanged" in shown
    rows = json.loads(ok(template, "history", "padding", "--json"))
    assert [row["status"] for row in rows] == ["released", "failed"]
    assert "not numbers" in rows[1]["told"] and rows[1]["accuracy"] is None
    assert "number,entry" in ok(template, "history", "kernel", "--csv")


def test_compare(template: Path) -> None:
    found = json.loads(ok(template, "compare", "stride", "kernel", "--json"))
    assert sum(found["only"]) + found["both"] + found["neither"] == found["images"] == 48
    assert "Exact McNemar test" in ok(template, "compare", "stride", "instructor")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("history", "nobody"), "There is no team 'nobody'. Teams with entries: "),
        (("compare", "stride", "nobody"), "There is no team"),
        (("label", "nonsense", "--status", "ok"), "No held-out image"),
        (("rescore",), "Nobody has decided"),
        (("rebuild",), "not been frozen"),
        (("finals", "kernel", "77"), "no entry number 77"),
        (("finals", "kernel", "3"), "Only released entries"),
        (("export", "board.doc"), "ends with none of"),
        (("export", "/proc/nowhere/board.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(root: Path, arguments: tuple[str, ...], told: str) -> None:
    result = run(root, *arguments)
    assert result.exit_code != 0
    assert told in result.stderr and "Traceback" not in result.stderr
    assert len([line for line in result.stderr.splitlines() if line.startswith("Error")]) == 1


def test_outside_of_a_course_it_says_so(tmp_path: Path) -> None:
    result = run(tmp_path, "show")
    assert result.exit_code == 1 and "no course directory" in result.stderr


def test_labels_are_reviewed_decided_and_applied(root: Path, tmp_path: Path) -> None:
    found = json.loads(ok(root, "disputes", "--json", "--images", str(tmp_path / "images")))
    assert found and {path.stem for path in (tmp_path / "images").iterdir()} == {one["id"] for one in found}
    assert found[0]["id"] in ok(root, "disputes")
    ok(
        root,
        "label",
        found[0]["id"],
        "--status",
        "wrong",
        "--label",
        str(found[0]["suggested"]),
        "--by",
        "ada",
    )
    assert "by ada" in ok(root, "disputes") and "not applied yet" in ok(root, "disputes")
    changes = json.loads(ok(root, "rescore", "--json"))
    assert any(row["accuracy_before"] < row["accuracy_after"] for row in changes)
    assert "not applied yet" not in ok(root, "disputes")


def test_freezing_is_asked_for_and_the_board_is_rebuilt(root: Path, tmp_path: Path) -> None:
    aborted = CliRunner().invoke(main, ["--course-dir", str(root), "freeze"], input="n\n")
    assert aborted.exit_code == 1 and "public half" in ok(root, "show")
    ok(root, "finals", "kernel", "1", "2")
    assert "Shake-up" in ok(root, "freeze", "--yes")
    assert "private half" in ok(root, "show")
    assert "bit for bit" in ok(root, "rebuild", "--output", str(tmp_path / "final.json"))
    digest = json.loads((tmp_path / "final.json").read_text())["digest"]
    assert digest in ok(root, "rebuild", digest[:12])
    assert "bit for bit" in ok(root, "rebuild", str(root / "heldout" / "snapshots" / f"{digest}.npz"))
    assert "has been frozen since" in run(root, "freeze", "--yes").stderr


def test_update_tells_what_is_new_and_takes_other_gradings_when_asked(root: Path) -> None:
    assert "nothing new" in ok(root, "update")
    hand_in(root, "padding", probabilities(0.9, 9), 20, "di", graded=999)
    assert "1 different" in ok(root, "update")
    assert "1 entries count" in ok(root, "update", "--take-regraded")
    assert "0 entries count" in ok(root, "update", "--take-regraded")


def test_export_writes_all_kinds_of_files(template: Path, tmp_path: Path) -> None:
    names = ["board.csv", "board.json", "board.parquet", "board.html", "board.png"]
    paths = [tmp_path / name for name in names]
    ok(template, "export", *map(str, paths), "--history", str(tmp_path / "history.png"))
    table, parquet = pd.read_csv(paths[0]), pd.read_parquet(paths[2])
    document = json.loads(paths[1].read_text(encoding="utf-8"))
    assert len(table) == len(parquet) == len(document["rows"]) == 8
    assert "recall Person A" in parquet and parquet["place"].dropna().tolist() == [1, 2, 2, 4, 5]
    assert parquet["team"].tolist() == [row["team"] for row in document["rows"]]
    assert str(parquet["released"].dt.tz) == "UTC"
    for path in (paths[4], tmp_path / "history.png"):
        with Image.open(path) as picture:
            assert picture.width > 1000 and len(set(picture.convert("L").tobytes())) > 20
    assert stat.S_IMODE(paths[3].stat().st_mode) == 0o644


def test_the_page_escapes_names_and_loads_nothing(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    ok(template, "export", str(path))
    page = path.read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page and "<script" not in page and "\u202e" not in page
    assert "http" not in page.replace("http-equiv", "").replace("http://x", "")
    assert page.count("<tr") == 9 and "default-src 'none'" in page
    assert "How to read this board" in page and "Scored on the public half" in page  # the served page's look
    assert "Person A" not in page  # each person's share only after the freeze


def test_the_package_can_be_called_as_the_command() -> None:
    command = [sys.executable, "-m", "leaderboard", "--version"]
    assert (
        "leaderboard, version" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )


def test_what_is_missing_for_comparison_is_trained_and_shown(root: Path) -> None:
    assert "nothing is missing" in ok(root, "train")  # the first update did it
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Leaderboard.seed = 3\n")
    assert "No baseline yet: 'leaderboard train' makes it." in ok(root, "show")
    assert "Trained: Fully connected baseline" in ok(root, "train")
    published = json.loads((root / "board" / "board.json").read_bytes())
    assert "baseline" in {row["kind"] for row in published["rows"]}
