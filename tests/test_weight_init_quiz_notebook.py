"""The notebook weight_init_quiz as a student meets it: solved, released, and with its pictures left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from course import add_data, read
from notebooks import cell, cells, errors, run

from autograder.hidden import weight_init_quiz_reference as reference
from autograder.hidden.weight_init_quiz_questions import QUESTIONS
from autograder.hidden.weight_init_quiz_statistics import FALSE_ALARM
from autograder.variants import own_order, own_shapes

ASSIGNMENT = "weight_init_quiz"
USERS = ["anna", "Anna.Meier ", "student42", "zoë", "x", "JUPYTER-a-long-name@example.org"]
DRAWN = ("sigmoid", "equal", "digits", "saturation", "draws", "curves")

Names = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small offline data."""
    root = tmp_path_factory.mktemp("data")
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    add_data(root, ASSIGNMENT)
    return root / "source" / ASSIGNMENT


def names_of(kind: str, user: str = "anna") -> Names:
    """Run the given and solution cells of a version and return what they define."""
    names: Names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTERHUB_USER", user)
        for one in cells(read(kind, ASSIGNMENT), "given", "solution"):
            exec(one.source, names)
    return names


def check(name: str, names: Names) -> None:
    """Run the visible checks of one task."""
    exec(cell(read("release", ASSIGNMENT), name).source, names)


# The versions in a real kernel


@pytest.mark.slow
def test_solved_notebook_runs_and_its_curves_are_what_the_questions_say(folder: Path) -> None:
    notebook = run(read("solutions", ASSIGNMENT), folder)
    assert errors(notebook) == {}
    for graded in cells(notebook, "grade"):
        assert re.match(r"Task \d+: the visible checks pass", graded.outputs[0].text), graded.id
    for name in DRAWN:
        drawn = cell(notebook, f"picture_{name}").outputs
        assert any("image/png" in output.get("data", {}) for output in drawn), name
    table = "".join(output.text for output in cell(notebook, "picture_training").outputs if "text" in output)
    rows = re.findall(
        r"^(\w+, .*?)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+(\d+)\s", table, re.MULTILINE
    )
    first, third, last, training, units = (
        {row[0]: float(row[place]) for row in rows} for place in range(1, 6)
    )
    assert len(rows) == 13
    for activation in ("sigmoid", "relu"):
        for start in ("zero", "constant"):
            assert units[f"{activation}, {start}"] == 1
            assert last[f"{activation}, {start}"] < 0.4
        assert 0.4 < last[f"{activation}, too large"] < last[f"{activation}, Glorot"] - 0.03
        assert third[f"{activation}, too large"] < third[f"{activation}, Glorot"]
        assert units[f"{activation}, Glorot"] == 100
    assert first["relu, Glorot"] > first["sigmoid, Glorot"]
    assert abs(last["relu, He"] - last["relu, Glorot"]) < 0.04
    assert training["relu, He, dropout"] < training["relu, He"] - 0.02
    assert abs(last["relu, He, dropout"] - last["relu, He"]) < 0.04


@pytest.mark.slow
def test_released_notebook_fails_all_visible_checks_and_nothing_else(folder: Path) -> None:
    notebook = read("release", ASSIGNMENT)
    cell(notebook, "picture_training").source = "histories = {}"  # tried with the solved notebook
    cell(notebook, "picture_curves").source = ""
    run(notebook, folder)
    assert set(errors(notebook)) == {one.id for one in cells(notebook, "grade")}
    assert set(errors(notebook).values()) == {"AssertionError", "NotImplementedError"}


def test_nothing_but_pictures_needs_the_pictures() -> None:
    names = names_of("solutions")
    for graded in cells(read("release", ASSIGNMENT), "grade"):
        check(graded.id, names)
    kept = "\n".join(one.source for one in cells(read("solutions", ASSIGNMENT), "given", "solution", "grade"))
    assert not re.search(r"keras\.|plt|digits|tensorflow", kept)


# What the notebook says about itself


def test_points_of_the_cells_are_those_in_the_texts() -> None:
    notebook = read("release", ASSIGNMENT)
    points = [one.metadata.nbgrader.points for one in cells(notebook, "grade", "manual")]
    assert sum(points) == 20
    table = re.findall(
        r"\| (\d+) [^|]+\| ([\d.]+) \| (\d+) \|$", cell(notebook, "text_title").source, re.MULTILINE
    )
    assert [int(task) for task, _, _ in table] == list(range(1, len(points) + 1))
    assert [float(stated) for _, stated, _ in table] == points
    assert sum(int(minutes) for _, _, minutes in table) == 110
    texts = "\n".join(one.source for one in cells(notebook, "text"))
    headings = re.findall(r"^### Task (\d+): .+ \(([\d.]+) points?[,)]", texts, re.MULTILINE)
    assert [(int(task), float(stated)) for task, stated in headings] == list(enumerate(points, start=1))


def test_all_cells_have_readable_ids() -> None:
    notebook = read("source", ASSIGNMENT)
    nbformat.validate(notebook)
    for one in cells(notebook, "text"):
        assert re.fullmatch("text_[a-z0-9_]+", one.id)
    for kind, pattern in {"grade": "test_", "illustration": "(picture|ask)_", "given": "given_"}.items():
        for one in cells(notebook, kind):
            assert one.id == one.metadata.nbgrader.grade_id
            assert re.match(pattern, one.id)
            assert one.metadata.nbgrader.locked


def test_the_stated_chance_of_a_false_alarm_is_that_of_the_hidden_tests() -> None:
    assert "**once in 5 million**" in cell(read("release", ASSIGNMENT), "text_grading").source
    assert FALSE_ALARM < 1 / 5e6 * 1.001


# The grader and the notebook agree


def test_questions_and_their_options_are_those_of_the_grader() -> None:
    shown = names_of("release")["QUESTIONS"]
    assert {name: options for name, (_, options) in shown.items()} == {
        name: [option.text for option in question.options] for name, question in QUESTIONS.items()
    }
    asked = [
        one.id for one in cells(read("release", ASSIGNMENT), "illustration") if one.id.startswith("ask_")
    ]
    assert asked == [f"ask_{name}" for name in shown]


@pytest.mark.parametrize("user", USERS)
def test_order_and_shapes_are_those_that_the_grader_uses(user: str) -> None:
    names = names_of("release", user)
    assert (names["my_dense_shape"], names["my_conv_shape"]) == own_shapes(user)
    for question in QUESTIONS:
        assert names["own_order"](names["USER"], question, 4) == own_order(user, question, 4)


def test_options_are_shown_in_the_own_order(monkeypatch: pytest.MonkeyPatch) -> None:
    names = names_of("release")
    shown: list[Any] = []
    names["display"] = shown.append
    names["ask"]("he_factor")
    letters = dict(re.findall(r"^- \*\*([A-D])\*\*: (.*)$", shown[0].data, re.MULTILINE))
    order = own_order("anna", "he_factor", 4)
    assert letters == {
        letter: QUESTIONS["he_factor"].options[option].text
        for letter, option in zip("ABCD", order, strict=True)
    }


def test_solved_functions_agree_with_the_references() -> None:
    names = names_of("solutions")
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(5, 4)), np.eye(3)[[0, 2, 1, 1, 0]]
    weights = [rng.normal(size=shape) for shape in ((4, 6), (6, 2), (2, 3))]
    for mine, right in zip(
        names["layer_gradients"](x, y, weights), reference.layer_gradients(x, y, weights), strict=True
    ):
        np.testing.assert_allclose(mine, right)
    assert names["fans"]((3, 5, 2, 7)) == reference.fans((3, 5, 2, 7))
    assert names["TRUNCATED_DEVIATION"] == reference.TRUNCATED_DEVIATION
    for name in ("glorot_uniform", "he_normal"):
        drawn = names[f"look_at_{name}"]((20, 10), 4, 2)
        rng = np.random.default_rng(4)
        np.testing.assert_allclose(drawn, [getattr(reference, name)((20, 10), rng) for _ in range(2)])


# The visible checks


@pytest.mark.parametrize(
    ("name", "slip", "told"),
    [
        ("test_collapse", "collapsed_bias = lambda b1, W2, b2: b2 + 1", "the two layers give"),
        ("test_collapse", "collapsed_weights = lambda W1, W2: (W1 @ W2).T", r"shape \(2, 1\)"),
        ("test_parameters", "params_total = 418061", "sum of the other three"),
        ("test_parameters", "params_trainable = params_with_norm", "gradients do not change"),
        ("test_parameters", "params_output = None", "params_output is None"),
        ("test_outputs", "hidden_outputs = lambda x, weights: [x]", "Your list has 1 entries"),
        (
            "test_outputs",
            "hidden_outputs = lambda x, weights: [x @ weights[0], x[:, :1] * np.ones(4)]",
            "0.5",
        ),
        ("test_gradients", "layer_gradients = lambda x, y, weights: weights", "should be about"),
        ("test_equal", "unit_spread = np.ptp", "should be 0"),
        ("test_equal", "answer_zero_relu = 'E'", "one of the letters A, B, C, D"),
        ("test_equal", "answer_equal_weights = None", "there is no answer yet"),
        ("test_saturation", "saturated_share = lambda outputs: [0.5, 0.5]", "not saturated"),
        ("test_saturation", "gradient_sizes = lambda gradients: [-3, 2]", "are 3 and 2"),
        ("test_fans", "fans = lambda shape: shape[::-1]", "gets 784 inputs"),
        ("test_own_numbers", "my_limit = my_limit**2", "between 0.02 and 0.5"),
        ("test_glorot", "glorot_uniform = lambda shape, rng: rng.random(shape)", "should be negative"),
        (
            "test_glorot",
            "glorot_uniform = lambda shape, rng: np.random.normal(size=shape)",
            "the same weights",
        ),
        ("test_he", "he_normal = lambda shape, rng: rng.standard_normal(shape)", "less than 3"),
        ("test_defaults", "answer_he_factor = 2", "as text"),
        ("test_experiment", "del answer_seen_he", "there is no answer yet"),
    ],
)
def test_visible_check_tells_what_is_wrong(name: str, slip: str, told: str) -> None:
    names = names_of("solutions")
    check(name, names)
    exec(slip, names)
    with pytest.raises(AssertionError, match=told):
        check(name, names)


@pytest.mark.parametrize("answer", ["a", " B ", "(c)", "D."])
def test_visible_check_accepts_letters_in_every_usual_form(answer: str) -> None:
    check("test_defaults", {**names_of("solutions"), "answer_he_factor": answer})
