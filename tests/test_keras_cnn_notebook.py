"""The notebook keras_cnn as a student meets it: solved, released, and with its pictures left out."""

from __future__ import annotations

import copy
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from course import add_data, read
from keras_cnn import ASSIGNMENT, solved_names
from nbformat import NotebookNode
from notebooks import cell, cells, errors, kind_of, printed, run

WEIGHTS, HISTORY = "digits.weights.h5", "digits_history.json"
TAKES_LONG = "picture_scaling"  # it trains six networks


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The small offline data, as a file."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    add_data(folder, ASSIGNMENT)
    return (folder / "source" / ASSIGNMENT / "digits.npz").read_bytes()


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> tuple[NotebookNode, Path]:
    """The solved notebook after a run from top to bottom, and its folder."""
    folder = tmp_path_factory.mktemp("solved")
    (folder / "digits.npz").write_bytes(data)
    notebook = read("solutions", ASSIGNMENT)
    notebook.cells = [one for one in notebook.cells if one.id != TAKES_LONG]
    return run(notebook, folder), folder


# The versions in a real kernel


@pytest.mark.slow
def test_solved_notebook_runs_from_top_to_bottom(solved: tuple[NotebookNode, Path]) -> None:
    notebook, folder = solved
    assert errors(notebook) == {}
    for graded in cells(notebook, "grade"):
        assert re.search(r"Task \d+: the visible checks? pass", printed(notebook, graded.id)), graded.id
    for drawn in cells(notebook, "illustration"):
        if drawn.id.startswith("picture_"):
            assert any("image/png" in output.get("data", {}) for output in drawn.outputs), drawn.id
    assert (folder / WEIGHTS).stat().st_size > 600_000 * 4
    history = json.loads((folder / HISTORY).read_text(encoding="utf-8"))
    assert history["val_accuracy"][-1] > 0.85


@pytest.mark.slow
def test_released_notebook_fails_all_visible_checks(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "digits.npz").write_bytes(data)
    notebook = run(read("release", ASSIGNMENT), tmp_path)
    failed = errors(notebook)
    assert {one.id for one in cells(notebook, "grade")} <= set(failed)
    assert not {one.id for one in cells(notebook, "solution")} & set(failed)
    for name in ("given_imports", "given_checks", "given_look_at", "given_data", "given_runs", "given_edge"):
        assert name not in failed
    assert failed["given_inputs"] == "NotImplementedError"


@pytest.mark.slow
def test_training_is_not_repeated_at_grading(
    tmp_path: Path, solved: tuple[NotebookNode, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook, folder = solved
    for name in ("digits.npz", WEIGHTS, HISTORY):
        shutil.copy(folder / name, tmp_path)
    written = (tmp_path / WEIGHTS).stat().st_mtime_ns  # the same training might write the same weights
    left_out = {"text", "illustration", "grade", "manual"}
    again = read("solutions", ASSIGNMENT)
    after = [one.id for one in again.cells].index("given_predict")
    again.cells = [one for one in again.cells[: after + 1] if kind_of(one) not in left_out]
    anew = copy.deepcopy(cell(again, "given_training"))
    anew.id, anew.source = "anew", anew.source.replace("(8, 64)", "(1, 64)")  # few images, and one epoch
    spoil = f"import shutil; shutil.copy2({WEIGHTS!r}, 'kept'); open({WEIGHTS!r}, 'wb').write(b'no weights')"
    again.cells += [nbformat.v4.new_code_cell(spoil, id="spoil"), anew]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert errors(run(again, tmp_path)) == {}
    assert printed(again, "given_training") == printed(notebook, "given_training")
    assert (tmp_path / "kept").stat().st_mtime_ns == written
    assert "Training anew" in printed(again, "anew")
    assert (tmp_path / WEIGHTS).read_bytes()[:4] == b"\x89HDF"


# What the notebook says about itself


def test_points_of_the_cells_are_those_in_the_texts() -> None:
    notebook = read("release", ASSIGNMENT)
    marked = [one for one in notebook.cells if kind_of(one) in ("grade", "manual")]
    points = [one.metadata.nbgrader.points for one in marked]
    assert sum(points) == 20
    table = re.findall(
        r"\| (\d+) [^|]+\| ([\d.]+) \| (\d+) \|$", cell(notebook, "text_title").source, re.MULTILINE
    )
    assert [int(task) for task, _, _ in table] == list(range(1, len(points) + 1))
    assert [float(stated) for _, stated, _ in table] == points
    assert sum(int(minutes) for _, _, minutes in table) == 100
    texts = "\n".join(one.source for one in cells(notebook, "text"))
    in_headings = re.findall(r"^### Task (\d+): [^(]+\(([\d.]+) points?", texts, re.MULTILINE)
    assert [(int(task), float(stated)) for task, stated in in_headings] == list(enumerate(points, start=1))


def test_thresholds_in_the_text_are_those_of_the_grader() -> None:
    from autograder.hidden.keras_cnn import ENOUGH, GOOD

    text = cell(read("release", ASSIGNMENT), "text_task_8").source
    assert re.findall(r"at least\s+\*\*(\d+) %\*\*", text) == [f"{100 * ENOUGH:.0f}", f"{100 * GOOD:.0f}"]


def test_all_cells_have_readable_ids() -> None:
    notebook = read("source", ASSIGNMENT)
    nbformat.validate(notebook)
    patterns = {"text": "text_", "grade": "test_", "given": "given_", "illustration": "(picture|given)_"}
    for one in notebook.cells:
        kind = kind_of(one)
        assert re.fullmatch(patterns.get(kind, "") + "[a-z0-9_]+", one.id)
        if kind != "text":
            assert one.metadata.nbgrader.grade_id == one.id
            assert one.metadata.nbgrader.locked == (kind not in ("solution", "manual"))


def test_lines_of_code_fit_the_page() -> None:
    for one in read("source", ASSIGNMENT).cells:
        if one.cell_type == "code" and one.id != "given_digit_pad":
            assert max(map(len, one.source.splitlines())) <= 110, one.id


def test_nothing_but_pictures_needs_the_pictures() -> None:
    defined = set()
    for one in cells(read("solutions", ASSIGNMENT), "illustration"):
        defined |= set(re.findall(r"^def (\w+)", one.source, re.MULTILINE))
    assert len(defined) >= 8
    for kind in ("given", "solution", "grade"):
        for one in cells(read("solutions", ASSIGNMENT), kind):
            assert not defined & set(re.findall(r"\w+", one.source)), one.id


# The visible checks


def check(name: str, names: dict[str, Any]) -> None:
    """Run the visible checks of one task."""
    exec(cell(read("release", ASSIGNMENT), name).source, names)


@pytest.mark.parametrize(
    ("name", "slip", "told"),
    [
        ("test_standardize", "standardize = lambda a, b: (a - a.mean(0)) / a.std(0)", "two arrays"),
        ("test_standardize", "standardize = lambda a, b: (a / 255, b / 255)", "gives -1 and 1"),
        ("test_stroke", "stroke_value = None", "no result yet"),
        ("test_build_model", "build_model = lambda n=10: None", "should return a Keras model"),
        ("test_build_model", "right = build_model\nbuild_model = lambda n=10: right(10)", r"shape \(2, 3\)"),
        (
            "test_build_model",
            "build_model = lambda n=10: keras.Sequential([layers.Flatten(), layers.Dense(n)])",
            "add up to 1",
        ),
        ("test_summary", "params_total = 600000", "have 600810 parameters together"),
        ("test_summary", "most_parameters = 'Dense'", "should be one of"),
        ("test_labels", "prepare_labels = lambda y, n: keras.utils.to_categorical(y)", r"not \(2, 3\)"),
        ("test_compile", "compile_model = lambda model: None", "should be compiled"),
        (
            "test_compile",
            "compile_model = lambda model: model.compile(loss='sparse_categorical_crossentropy')",
            "cannot be computed",
        ),
        ("test_train", "train = lambda model, *rest: model", "should return the history"),
        ("test_train", "train = lambda m, a, b, c, d, e, f: m.fit(a, b, epochs=e)", "val_loss"),
        ("test_curves", "plot_curves = lambda history: plt.plot([1, 2])", "There are 1"),
        ("test_best_epoch", "best_epoch = lambda history: 0", "1 or 2"),
        ("test_reading", "overfitting_run = 'D'", "should be 'A', 'B' or 'C'"),
        ("test_maps", "activation_maps = lambda model, image: image", r"shape \(26, 26, 32\)"),
        ("test_read_map", "bright_where = 'top'", "should be one of"),
    ],
)
def test_visible_check_tells_what_is_wrong(name: str, slip: str, told: str) -> None:
    names = solved_names()
    check(name, names)
    exec(slip, names)
    with pytest.raises(AssertionError, match=told):
        check(name, names)


def test_the_log_is_left_out_where_tensorboard_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = solved_names("WANT_TENSORBOARD = True")
    monkeypatch.setattr(names["importlib"].util, "find_spec", lambda name: None)
    assert names["log"]() == []
    assert "not installed" in capsys.readouterr().out
    monkeypatch.setattr(names["importlib"].util, "find_spec", lambda name: object())
    assert len(names["log"]()) == 1
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert names["log"]() == []


def test_given_runs_show_what_the_questions_ask_for() -> None:
    runs = {name: {k: np.array(v) for k, v in run.items()} for name, run in solved_names()["runs"].items()}
    gaps = {name: run["accuracy"] - run["val_accuracy"] for name, run in runs.items()}
    assert (gaps["A"] < 0).all()
    assert gaps["B"][-1] > 0.1
    assert runs["B"]["val_accuracy"].argmax() < 6
    assert runs["C"]["val_accuracy"][-1] < 0.6
    assert abs(gaps["C"]).max() < 0.02
