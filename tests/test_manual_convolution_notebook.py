"""The notebook manual_convolution as a student meets it: solved, released, and with its pictures left out."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import numpy as np
import pytest
from course import ROOT, read
from notebooks import cell, cells, errors, run
from scipy.signal import convolve2d, correlate2d

from autograder.variants import own_image_and_kernel

Names = dict[str, Any]


def solved_names(upto: str | None = None) -> Names:
    """Run the given and solution cells of the solved notebook, up to a cell, and return what they define."""
    notebook = read("solutions")
    names: Names = {}
    wanted = {cell.id for cell in cells(notebook, "given", "solution")}
    for one in notebook.cells:
        if one.id in wanted:
            exec(one.source, names)
        if one.id == upto:
            break
    return names


def check(name: str, names: Names) -> None:
    """Run the visible checks of one task."""
    exec(cell(read("release"), name).source, names)


# The three versions in a real kernel


def test_solved_notebook_runs_from_top_to_bottom() -> None:
    notebook = run(read("solutions"))
    assert errors(notebook) == {}
    for graded in cells(notebook, "grade"):
        assert re.match(r"Task \d+: the visible checks? pass", graded.outputs[0].text), graded.id
    for drawn in cells(notebook, "illustration"):
        if drawn.id not in ("picture_import", "picture_helpers"):
            assert any("image/png" in output.get("data", {}) for output in drawn.outputs), drawn.id


def test_released_notebook_fails_all_visible_checks_and_nothing_else() -> None:
    notebook = run(read("release"))
    assert set(errors(notebook)) == {cell.id for cell in cells(notebook, "grade")}
    assert set(errors(notebook).values()) == {"AssertionError", "NotImplementedError"}


def test_nothing_but_pictures_needs_the_pictures() -> None:
    notebook = read("solutions")
    pictures = {cell.id for cell in cells(notebook, "illustration")}
    assert len(pictures) >= 10
    notebook.cells = [cell for cell in notebook.cells if cell.id not in pictures]
    assert errors(run(notebook)) == {}
    kept = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert "matplotlib" not in kept
    assert "plt" not in kept


# What the notebook says about itself


def test_points_of_the_cells_are_those_in_the_texts() -> None:
    notebook = read("release")
    points = [cell.metadata.nbgrader.points for cell in cells(notebook, "grade")]
    assert sum(points) == 20
    table = re.findall(
        r"\| (\d+) [^|]+\| ([\d.]+) \| (\d+) \|$", cell(notebook, "text_title").source, re.MULTILINE
    )
    assert [int(task) for task, _, _ in table] == list(range(1, len(points) + 1))
    assert [float(stated) for _, stated, _ in table] == points
    assert sum(int(minutes) for _, _, minutes in table) == 90
    texts = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = "\n".join(re.findall(r"^### Task .*$", texts, re.MULTILINE))
    in_headings = re.findall(r"Task (\d+): [^(]+\(([\d.]+) points?\)", headings)
    assert [(int(task), float(stated)) for task, stated in in_headings] == list(enumerate(points, start=1))


def test_all_cells_have_readable_ids() -> None:
    notebook = read("source")
    nbformat.validate(notebook)
    for one in notebook.cells:
        expected = (
            "text_[a-z0-9_]+" if one.cell_type == "markdown" else re.escape(one.metadata.nbgrader.grade_id)
        )
        assert re.fullmatch(expected, one.id)
    for kind, pattern in {"grade": "test_", "illustration": "picture_", "given": "given_"}.items():
        assert all(cell.id.startswith(pattern) for cell in cells(notebook, kind))
        assert all(cell.metadata.nbgrader.locked for cell in cells(notebook, kind))


# The numbers


def test_worked_example_agrees_with_scipy() -> None:
    names = solved_names()
    expected = correlate2d(names["image"], names["kernel"], mode="valid")
    answers = [names["map_0_1"], names["map_2_0"], names["map_3_3"], names["relu_0_1"], names["relu_2_0"]]
    rectified = np.maximum(expected, 0)
    places = [expected[0, 1], expected[2, 0], expected[3, 3], rectified[0, 1], rectified[2, 0]]
    np.testing.assert_allclose(answers, places, atol=1e-9)
    np.testing.assert_allclose(names["pooled"], rectified.reshape(2, 2, 2, 2).max(axis=(1, 3)))


def test_slide_shows_the_transposed_map_and_no_other_choice_fits() -> None:
    names = solved_names()
    slide, image, kernel = names["slide_map"], names["image"], names["kernel"]
    right = correlate2d(image, kernel, mode="valid")
    assert names["slide_mistake"] == "transposed"
    np.testing.assert_allclose(slide, right.T)
    assert not np.allclose(slide, right)
    assert not np.allclose(slide, convolve2d(image, kernel, mode="valid"))
    for axis in (0, 1):
        for step in (-1, 1):
            assert not np.allclose(slide, np.roll(right, step, axis))


def test_curve_detector_answers_6600_and_0() -> None:
    names = solved_names()
    assert (names["response_curve"], names["response_other"]) == (6600, 0)


def test_own_numbers_are_those_that_the_grader_uses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for user in ["anna", "Anna.Meier ", "student42", "zoë", "x", "JUPYTER-a-long-name@example.org"]:
        monkeypatch.setenv("JUPYTERHUB_USER", user)
        names = solved_names(upto="given_own")
        image, kernel = own_image_and_kernel(user)
        np.testing.assert_array_equal(names["my_image"], image)
        np.testing.assert_array_equal(names["my_kernel"], kernel)
        assert user in capsys.readouterr().out


def test_user_name_is_the_stated_one_then_the_hub_then_the_login(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = cell(read("release"), "given_own").source
    monkeypatch.setenv("JUPYTERHUB_USER", "from-the-hub")
    for login in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(login, "from-the-login")

    def user(course_user: str | None) -> str:
        names: Names = {"np": np, "COURSE_USER": course_user}
        exec(source, names)
        return str(names["USER"])

    assert user("stated") == "stated"
    assert user(None) == "from-the-hub"
    assert "login name" not in capsys.readouterr().out
    monkeypatch.delenv("JUPYTERHUB_USER")
    assert user(None) == "from-the-login"
    assert "login name" in capsys.readouterr().out


# The visible checks


@pytest.mark.parametrize(
    ("name", "slip", "told"),
    [
        ("test_by_hand", "map_2_0 = -44.0", "should be 117.5"),
        ("test_by_hand", "relu_0_1 = -105.5", "no negative numbers after ReLU"),
        ("test_by_hand", "pooled = [[104, 224], [217.5]]", "rows of equal length"),
        ("test_by_hand", "map_3_3 = '37.5'", "only numbers"),
        ("test_by_hand", "del map_0_1", "map_0_1 is None"),
        ("test_slide", "slide_mistake = 'Transposed'", "should be one of"),
        ("test_own_map", "my_pooled = my_relu", r"shape \(2, 2\)"),
        ("test_own_map", "my_pooled = my_map.reshape(2, 2, 2, 2).max(axis=(1, 3))", "should be in my_relu"),
        ("test_conv2d", "conv2d = lambda image, kernel, **_: image", r"shape \(4, 4\)"),
        ("test_conv2d", "conv2d = lambda image, kernel, stride=1: image[:4, :4] * 1.0", "begin with 32.5"),
        (
            "test_conv2d",
            "right = conv2d\n"
            "conv2d = lambda image, kernel, **rest: "
            "right(image, kernel, **rest).astype(np.result_type(image, kernel))",
            "200 \\* 2 should be 400",
        ),
        (
            "test_same",
            "right = conv2d\nconv2d = lambda image, kernel, stride, **_: right(image, kernel, stride)",
            r"shape \(5, 4\)",
        ),
        ("test_relu", "relu = abs", "should become 0"),
        ("test_relu", "relu = lambda x: np.maximum(x, 0, out=x)", "should make a new one"),
        ("test_max_pool", "max_pool2d = avg_pool2d", "largest of 1, 3, 7 and 5"),
        ("test_avg_pool", "avg_pool2d = max_pool2d", "should be 4.25"),
        (
            "test_multi",
            "conv2d_multi = lambda image, kernels, bias: conv2d(image[..., 0], kernels[..., 0, 0])",
            r"shape \(3, 5, 4\)",
        ),
        ("test_output_size", "output_size = lambda n, k, **_: n - k", "should be 4 but is 3"),
        ("test_parameters", "parameter_count = lambda h, w, c_in, c_out: h * w * c_in * c_out", "1 bias"),
        ("test_curve", "response_other = response_curve", "should be larger"),
        ("test_curve", "find_curve = lambda image, kernel: (4, 1)", "row 1 and column 4"),
    ],
)
def test_visible_check_tells_what_is_wrong(name: str, slip: str, told: str) -> None:
    names = solved_names()
    check(name, names)
    exec(slip, names)
    with pytest.raises(AssertionError, match=told):
        check(name, names)


def test_visible_checks_accept_lists_and_whole_floats() -> None:
    names = solved_names()
    for function in ("conv2d", "relu", "max_pool2d", "avg_pool2d", "conv2d_multi"):
        exec(
            f"{function} = (lambda right: lambda *a, **k: np.asarray(right(*a, **k)).tolist())({function})",
            names,
        )
    names["my_map"] = names["my_map"].tolist()
    exec("right = output_size\noutput_size = lambda *a, **k: np.array([float(right(*a, **k))])", names)
    for graded in cells(read("release"), "grade"):
        check(graded.id, names)


def test_notebooks_are_in_the_folders_that_nbgrader_expects() -> None:
    for folder in ("source", "release", "solutions"):
        found = list((ROOT / folder / "manual_convolution").iterdir())
        assert [path.name for path in found] == ["manual_convolution.ipynb"]
