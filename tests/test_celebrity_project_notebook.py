"""The notebook celebrity_project as a team meets it: solved, released, and as it runs at grading."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from course import ROOT, add_data, read
from nbformat import NotebookNode
from notebooks import cell, cells, errors, printed, run

from autograder.hidden.celebrity_project_predictions import STEPS, Judged
from autograder.hidden.celebrity_project_suspects import wanted
from autograder.illustration import is_illustration

ASSIGNMENT = "celebrity_project"
TASKS_2_AND_3 = ("colour_statistics", "prepare")
WRITTEN = ("faces.weights.h5", "out_of_fold.npz")

Names = dict[str, Any]


def notebook(kind: str) -> NotebookNode:
    return read(kind, ASSIGNMENT)


def without_pictures(book: NotebookNode) -> NotebookNode:
    book.cells = [cell for cell in book.cells if not is_illustration(cell)]
    return book


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small data set of the tests."""
    root = tmp_path_factory.mktemp("faces")
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    add_data(root, ASSIGNMENT)
    return folder


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    """Return a folder of the test's own with the data set."""
    for name in ("faces.npz", "faces.json"):
        shutil.copy(data / name, tmp_path)
    return tmp_path


def quickly(book: NotebookNode) -> NotebookNode:
    """Train for few epochs: these tests are about the notebook, not about the accuracy."""
    training = cell(book, "training")
    training.source = re.sub(r"EPOCHS, TRAIN_SECONDS = \d+", "EPOCHS, TRAIN_SECONDS = 2", training.source)
    suspects = cell(book, "suspects")
    suspects.source = suspects.source.replace("epochs=12", "epochs=1").replace(
        "FOLD_SECONDS = 3", "FOLD_SECONDS = 2"
    )
    return book


# The versions in a real kernel


@pytest.mark.slow
def test_solved_notebook_runs_and_is_not_trained_again_at_grading(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    book = run(quickly(notebook("solutions")), folder)
    assert errors(book) == {}
    for graded in cells(book, "grade"):
        assert re.search(r"^Task \d: the visible checks? pass", printed(book, graded.id), re.MULTILINE)
    for picture in cells(book, "illustration"):
        assert any("image/png" in output.get("data", {}) for output in picture.outputs), picture.id
    written = {path.name for path in folder.iterdir()} - {"faces.npz", "faces.json"}
    assert written == set(WRITTEN)

    before = {name: (folder / name).read_bytes() for name in WRITTEN}
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    again = without_pictures(notebook("solutions"))
    again.cells.append(nbformat.v4.new_code_cell("assert history is None", id="check"))
    assert errors(run(again, folder)) == {}
    assert printed(again, "test_predict") == printed(book, "test_predict")
    assert {name: (folder / name).read_bytes() for name in WRITTEN} == before


@pytest.mark.slow
def test_released_notebook_fails_until_its_tasks_are_written(folder: Path) -> None:
    book = run(notebook("release"), folder)
    failed = errors(book)
    assert {name for name in failed if name.startswith("test_")} == {
        graded.id for graded in cells(book, "grade")
    }
    assert failed["given_statistics"] == "NotImplementedError"
    assert set(WRITTEN).isdisjoint(path.name for path in folder.iterdir())


@pytest.mark.slow
def test_two_written_tasks_take_a_team_onto_the_board(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, solved = quickly(notebook("release")), notebook("solutions")
    for name in TASKS_2_AND_3:
        cell(book, name).source = cell(solved, name).source
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    (folder / "faces.weights.h5").write_bytes(b"weights of another network")
    run(book, folder)
    assert set(errors(book)) == {"test_count_people", "test_confusion", "test_suspects"}
    assert "Training anew" in printed(book, "training")
    for picture in cells(book, "illustration"):
        assert picture.outputs, picture.id
    assert re.search(r"[\d.]+% of the validation images are right", printed(book, "test_predict"))


# What the notebook says about itself


def test_points_and_minutes_are_those_in_the_texts() -> None:
    book = notebook("release")
    graded = [one for one in book.cells if one.metadata.get("nbgrader", {}).get("grade")]
    points = [one.metadata.nbgrader.points for one in graded]
    assert sum(points) == 20
    table = re.findall(
        r"\| (\d) [^|]+\| ([\d.]+) \| (\d+) \|$", cell(book, "text_title").source, re.MULTILINE
    )
    assert [(int(task), float(stated)) for task, stated, _ in table] == list(enumerate(points, start=1))
    assert sum(int(minutes) for *_, minutes in table) == 180
    texts = "\n".join(one.source for one in book.cells if one.cell_type == "markdown")
    headings = re.findall(r"^### Task (\d): [^(]+\(([\d.]+) points?[,)]", texts, re.MULTILINE)
    assert [(int(task), float(stated)) for task, stated in headings] == list(enumerate(points, start=1))
    assert f"{sum(points[:-1]):g} of them given automatically" in texts


def test_all_cells_have_readable_ids() -> None:
    book = notebook("source")
    nbformat.validate(book)
    for one in book.cells:
        marks = one.metadata.get("nbgrader")
        assert re.fullmatch(re.escape(marks.grade_id) if marks else "text_[a-z0-9_]+", one.id)
    for kind, prefix in {"grade": "test_", "illustration": "picture_", "given": "given_"}.items():
        assert all(one.id.startswith(prefix) for one in cells(book, kind))
        assert all(one.metadata.nbgrader.locked for one in cells(book, kind))


def test_nothing_but_pictures_draws() -> None:
    kept = [one for one in without_pictures(notebook("solutions")).cells if one.cell_type == "code"]
    assert [one.id for one in kept if "plt" in one.source] == ["given_imports"]


def test_steps_and_suspects_are_those_of_the_grader(capsys: pytest.CaptureFixture[str]) -> None:
    book = notebook("release")
    names: Names = {"card": {"target": 0.81, "chance": 0.2}}
    exec(cell(book, "given_steps").source, names)
    judged = Judged(0.0, 0.2, 0.81, True)
    assert names["steps"] == pytest.approx([judged.threshold(step) for step in range(1, STEPS + 1)])
    for count in (5, 8, 80, 105, 400):
        names = {"X_val": np.zeros(count), "X_train": np.zeros(1)}
        exec(cell(book, "given_suspects").source, names)
        assert names["N_SUSPECTS"] == wanted(count)
    assert "81.0%" in capsys.readouterr().out


def test_the_files_of_the_solution_may_be_handed_in() -> None:
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    patterns = json.loads(re.search(r'"celebrity_project": (\["\*.*\])', config)[1])  # type: ignore[index]
    for name in WRITTEN:
        assert any(Path(name).match(pattern) for pattern in patterns)
    for pattern in patterns:
        assert f"`{pattern.removeprefix('*')}`" in cell(notebook("release"), "text_grading").source


# The visible checks


def right_names() -> Names:
    """Return what the visible checks need, with the solved functions and a simple model."""
    book = notebook("solutions")
    names: Names = {"np": np, "X_val": np.arange(16, dtype=np.uint8).reshape(16, 1, 1, 1).repeat(3, axis=3)}
    names |= {"y_val": np.arange(16) % 8, "X_train": np.zeros(40), "N_SUSPECTS": 2, "suspects": [5, 3, 39]}
    for one in ("given_checks", "count_people", "colour_statistics", "prepare", "confusion"):
        exec(cell(book, one).source, names)
    names |= {"predict": lambda images: np.eye(8)[images[:, 0, 0, 0] % 8], "chance": 1 / 8, "steps": [0.5]}
    return names


def check(name: str, names: Names) -> None:
    exec(cell(notebook("release"), name).source, names)


def test_visible_checks_accept_right_work(capsys: pytest.CaptureFixture[str]) -> None:
    for graded in cells(notebook("release"), "grade"):
        check(graded.id, right_names())
    names = right_names()
    names["predict"] = lambda images: (images[:, 0, 0, 0] % 8).tolist()
    names["suspects"] = np.array([5, 3])
    for one in ("test_predict", "test_suspects", "test_accuracy"):
        check(one, names)
    assert "100.0% of the validation images are right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "slip", "told"),
    [
        ("test_count_people", "count_people = lambda y: np.unique(y)", r"have the shape \(8,\)"),
        ("test_count_people", "count_people = lambda y: np.ones(8)", "Person 3 occurs twice"),
        ("test_colour_statistics", "colour_statistics = lambda images: images.mean()", "two arrays"),
        (
            "test_colour_statistics",
            "colour_statistics = lambda images: (images.mean(axis=0), images.std(axis=0))",
            r"shape \(3,\)",
        ),
        (
            "test_colour_statistics",
            "colour_statistics = lambda images: (images.mean(axis=(0, 1, 2)), images.var(axis=(0, 1, 2)))",
            "std is 10",
        ),
        ("test_prepare", "prepare = lambda images, mean, std: images / 255", "are -1, 0 and 2"),
        ("test_prepare", "prepare = lambda images, mean, std: None", "no result yet"),
        ("test_predict", "predict = lambda images: np.full((len(images), 8), 0.5)", "sum to one"),
        ("test_predict", "predict = lambda images: np.full((16, 8), 1 / 8)", r"\(1, 8\)"),
        (
            "test_predict",
            "right = predict\npredict = lambda images: right(images) if len(images) > 1 else np.eye(8)[7:]",
            "Alone, the first image",
        ),
        ("test_predict", "predict = lambda images: np.eye(8)[np.arange(len(images)) % 8]", "reverse order"),
        ("test_predict", "predict = lambda images: np.arange(len(images))", "from 0 to 7"),
        ("test_confusion", "confusion = lambda a, b: np.eye(8)", "adds up to 8"),
        ("test_confusion", "confusion = lambda a, b: np.eye(8) / 2", "Person 2 was recognised twice"),
        ("test_suspects", "suspects = None", "no list yet"),
        ("test_suspects", "suspects = [3]", "should hold 2 indices. It holds 1"),
        ("test_suspects", "suspects = [3, 40]", "indices into X_train"),
        ("test_suspects", "suspects = [3, 3]", "more than once"),
        ("test_suspects", "suspects = [[3, 4]]", "plain list"),
        ("test_accuracy", "y_val = (y_val + 1) % 8", "not better than guessing"),
    ],
)
def test_visible_check_tells_what_is_wrong(name: str, slip: str, told: str) -> None:
    names = right_names()
    exec(slip, names)
    with pytest.raises(AssertionError, match=told):
        check(name, names)


def test_training_stops_when_its_time_is_up() -> None:
    """In a process of its own: this one does without Keras."""
    book = notebook("release")
    script = "\n".join(
        [
            cell(book, "given_imports").source,
            "X_train = np.zeros((8, 4, 4, 3))",
            cell(book, "given_tools").source,
            "model = baseline_model()",
            "stop = StopAfter(1e-9)",
            "history = model.fit(X_train, np.zeros(8), epochs=9, callbacks=[stop], verbose=0)",
            "assert len(history.history['loss']) == 1",
            "assert stop.used() > 1",
            "history = model.fit(X_train, np.zeros(8), epochs=2, callbacks=[StopAfter(999)], verbose=0)",
            "assert len(history.history['loss']) == 2",
        ]
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
