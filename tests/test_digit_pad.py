"""The digit pad of keras_cnn, drawn on in a real JupyterLab by a real Chromium, and where it cannot show."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import notebooks
import numpy as np
import pytest
from browsing import chromium, jupyter, open_page, resize, wait
from course import read
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from selenium import webdriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAD = next(cell for cell in read("source", "keras_cnn").cells if cell.id == "given_digit_pad")
# What the pad uses of the notebook. This network only knows tall digits (ones) and wide digits (sevens).
STAND_IN = """
import matplotlib.pyplot as plt
import numpy as np

model = "stand-in"
X_val = np.random.default_rng(1).integers(0, 256, (5, 28, 28), dtype=np.uint8)


def predict_digits(images):
    probabilities = np.zeros((len(images), 10))
    for image, row in zip(images, probabilities):
        height, width = np.sum(image.any(axis=1)), np.sum(image.any(axis=0))
        row[[1, 7]] = np.array([height, width]) / (height + width)
    return probabilities
"""
BROKEN = "def predict_digits(images):\n    raise ValueError('broken by the student')"
MATPLOTLIB_ONLY = "import sys\nsys.modules['anywidget'] = None  # as if it were not installed"

KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
# Where a stroke goes, in pixels from the middle of the field.
UPRIGHT = [(-60, -80), (-60, 0), (-60, 80)]
ACROSS = [(-90, 80), (0, 80), (90, 80)]


def notebook(folder: Path, *cells: str | NotebookNode) -> Path:
    path = folder / "pad.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}  # else JupyterLab asks
    cells = tuple(new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells)
    nbformat.write(new_notebook(cells=list(cells), metadata={"kernelspec": kernel}), path)
    return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """JupyterLab with a notebook that shows the pad."""
    folder, home = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home")
    notebook(folder, STAND_IN, PAD)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    profile, option = tmp_path_factory.mktemp("chromium"), "--LabApp.expose_app_in_browser=True"
    with jupyter(folder, home, {**os.environ, "PATH": path}, option) as address, chromium(profile) as page:
        resize(page, 1280, 900)
        open_page(page, address.format(page="lab/tree/pad.ipynb"))
        wait(page).until(lambda page: page.find_elements(By.CSS_SELECTOR, ".jp-Notebook .jp-Cell"))
        wait(page).until(lambda page: kernel(page) == "idle")
        run(page, "notebook:run-all-cells")
        wait(page).until(lambda page: page.find_elements(By.CSS_SELECTOR, ".digit-pad .bar"))
        yield page


@pytest.fixture
def pad(lab: webdriver.Chrome) -> webdriver.Chrome:
    """The pad, with nothing on it."""
    lab.find_element(By.CSS_SELECTOR, ".digit-pad .clear").click()
    wait(lab).until(lambda page: status(page) == "Draw a digit.")
    assert set(percents(lab)) == {0}
    return lab


def run(page: webdriver.Chrome, command: str, **arguments: str) -> None:
    """Run a command of JupyterLab."""
    page.execute_script("void window.jupyterapp.commands.execute(...arguments)", command, arguments)


def kernel(page: webdriver.Chrome) -> str | None:
    """What the notebook's kernel does."""
    return page.execute_script(f"return {KERNEL}?.status ?? null")


def status(page: webdriver.Chrome) -> str:
    return page.find_element(By.CSS_SELECTOR, ".digit-pad [role=status]").text


def percents(page: webdriver.Chrome) -> list[int]:
    """The ten probabilities as they are written; the bars must be as long."""
    rows = page.find_elements(By.CSS_SELECTOR, ".digit-pad tr")
    assert [row.find_element(By.TAG_NAME, "th").text for row in rows] == list("0123456789")
    written = [int(row.find_element(By.CLASS_NAME, "percent").text.removesuffix(" %")) for row in rows]
    bars = [row.find_element(By.CLASS_NAME, "bar").rect["width"] for row in rows]
    tracks = [row.find_elements(By.TAG_NAME, "td")[0].rect["width"] for row in rows]
    assert np.allclose([100 * bar / track for bar, track in zip(bars, tracks, strict=True)], written, atol=1)
    return written


def seen(page: webdriver.Chrome) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The 28x28 image that the page shows as the network's input."""
    script = """
        const canvas = document.querySelector(".digit-pad .seen");
        return [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data];
    """
    return np.array(page.execute_script(script), dtype=np.uint8).reshape(28, 28, 4)[:, :, 0]


def draw(page: webdriver.Chrome, stroke: list[tuple[int, int]], kind: str = "mouse") -> None:
    field = page.find_element(By.CSS_SELECTOR, ".digit-pad .field")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    actions = ActionBuilder(page, mouse=PointerInput(kind, kind))
    first, *others = stroke
    actions.pointer_action.move_to(field, *first).pointer_down()
    for place in others:
        actions.pointer_action.move_to(field, *place)
    actions.pointer_action.pointer_up()
    actions.perform()


@pytest.mark.parametrize("kind", ["mouse", "pen", "touch"])
def test_probabilities_follow_the_strokes_until_clear(pad: webdriver.Chrome, kind: str) -> None:
    draw(pad, UPRIGHT, kind)
    wait(pad).until(lambda page: status(page) == "Your network says: 1")
    wait(pad).until(lambda page: percents(page)[1] > 80)
    assert abs(sum(percents(pad)) - 100) <= 1  # each one is rounded
    alone = seen(pad)
    draw(pad, ACROSS, kind)
    wait(pad).until(lambda page: percents(page)[1] < 60)
    assert abs(sum(percents(pad)) - 100) <= 1 and (seen(pad) != alone).any()
    pad.find_element(By.XPATH, "//button[text() = 'Clear']").click()
    wait(pad).until(lambda page: status(page) == "Draw a digit.")
    wait(pad).until(lambda page: not any(percents(page)))
    assert not seen(pad).any()


def test_a_pointer_that_only_passes_draws_nothing(pad: webdriver.Chrome) -> None:
    field = pad.find_element(By.CSS_SELECTOR, ".digit-pad .field")
    webdriver.ActionChains(pad).move_to_element(field).move_by_offset(50, 50).perform()
    assert not seen(pad).any()


def test_the_image_is_like_those_of_mnist(pad: webdriver.Chrome) -> None:
    large = [(-100, -120), (-20, -120), (-20, 40), (-100, 130)]
    draw(pad, large)
    image = seen(pad).astype(float)
    rows, cols = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert 20 <= np.ptp(rows) + 1 <= 21 and np.ptp(cols) < 16  # fitted into 20, longer side first
    assert np.allclose([np.average(place, weights=image) for place in np.indices(image.shape)], 14, atol=0.25)
    assert image.max() == 255 and len(np.unique(image)) > 20  # edges are grey

    # where and how large somebody draws does not matter
    pad.find_element(By.CSS_SELECTOR, ".digit-pad .clear").click()
    draw(pad, [(80 + x // 4, -60 + y // 4) for x, y in large])
    assert np.mean(np.abs(seen(pad) - image)) < 0.05 * image.mean()


def test_a_dot_stays_small(pad: webdriver.Chrome) -> None:
    draw(pad, [(10, 10)])
    image = seen(pad)
    assert image[12:17, 12:17].max() > 200 and np.count_nonzero(image) < 30


def test_everything_but_drawing_works_by_keyboard(pad: webdriver.Chrome) -> None:
    clear, example = pad.find_elements(By.CSS_SELECTOR, ".digit-pad button")
    draw(pad, UPRIGHT)
    wait(pad).until(lambda page: status(page) == "Your network says: 1")
    clear.send_keys(Keys.ENTER)
    wait(pad).until(lambda page: status(page) == "Draw a digit.")
    clear.send_keys("bb")  # in JupyterLab: insert cells
    assert len(pad.find_elements(By.CSS_SELECTOR, ".jp-Notebook .jp-Cell")) == 2
    clear.send_keys(Keys.TAB)
    assert pad.switch_to.active_element == example
    example.send_keys(Keys.SPACE)
    wait(pad).until(lambda page: status(page).startswith("Your network says"))
    names: dict[str, Any] = {}
    exec(STAND_IN, names)
    assert any((seen(pad) == image).all() for image in names["X_val"])
    assert abs(sum(percents(pad)) - 100) <= 1


def test_everything_has_a_name(pad: webdriver.Chrome) -> None:
    named = pad.find_elements(By.CSS_SELECTOR, ".digit-pad canvas, .digit-pad table, .digit-pad button")
    names = [element.accessible_name for element in named]
    assert len(names) == 5 and all(names) and len(set(names)) == 5
    assert [element.aria_role for element in named[:3]] == ["image", "button", "button"]


def contrast(page: webdriver.Chrome, element: WebElement) -> float:
    """WCAG's contrast between a text and what it stands on."""
    script = """
        let element = arguments[0], colours = [getComputedStyle(element).color], behind;
        do { behind = getComputedStyle(element).backgroundColor; element = element.parentElement; }
        while (/, 0\\)$/.test(behind) && element);
        return [...colours, behind].map(colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number));
    """
    light, dark = sorted(
        (float(np.dot([0.2126, 0.7152, 0.0722], (np.array(colour) / 255) ** 2.2)))
        for colour in page.execute_script(script, element)
    )[::-1]
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_text_can_be_read_in_light_and_dark(pad: webdriver.Chrome, theme: str) -> None:
    run(pad, "apputils:change-theme", theme=theme)
    word = theme.removeprefix("JupyterLab ").lower()
    light = "true" if word == "light" else "false"
    wait(pad).until(lambda page: page.find_elements(By.CSS_SELECTOR, f"body[data-jp-theme-light={light}]"))
    draw(pad, UPRIGHT)
    wait(pad).until(lambda page: percents(page)[1] > 80)
    texts = pad.find_elements(By.CSS_SELECTOR, ".digit-pad :is(th, .percent, p, figcaption, button)")
    assert len(texts) == 24
    assert min(contrast(pad, text) for text in texts) >= 4.5


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    """What the pad's cell gives in a notebook without a page: the output of each of its runs."""
    path = notebook(
        tmp_path_factory.mktemp("executed"), PAD.source, STAND_IN, PAD.source, MATPLOTLIB_ONLY, PAD.source
    )
    ran = notebooks.run(nbformat.read(path, as_version=4))
    assert notebooks.errors(ran) == {}
    runs = [cell.outputs for cell in ran.cells if cell.source == PAD.source]
    assert [len(outputs) for outputs in runs] == [1, 1, 1]
    return {name: run[0] for name, run in zip(("early", "widget", "picture"), runs, strict=True)}


def test_the_notebook_runs_where_no_widget_can_show(executed: dict[str, NotebookNode]) -> None:
    assert "application/vnd.jupyter.widget-view+json" in executed["widget"].data


def test_a_picture_stands_in_where_anywidget_is_missing(executed: dict[str, NotebookNode]) -> None:
    assert "image/png" in executed["picture"].data
    assert "application/vnd.jupyter.widget-view+json" not in executed["picture"].data


def test_it_waits_for_a_network(executed: dict[str, NotebookNode]) -> None:
    assert executed["early"].text == "Come back to this cell when your network is trained.\n"


def test_it_says_what_is_wrong_with_the_prediction(pad: webdriver.Chrome) -> None:
    execute = f"return {KERNEL}.requestExecute({{code: arguments[0]}}).done.then(() => null)"
    pad.execute_script(execute, BROKEN)
    draw(pad, UPRIGHT)
    wait(pad).until(lambda page: status(page) == "predict_digits: broken by the student")
    assert not any(percents(pad))
    pad.execute_script(execute, STAND_IN)


def test_it_needs_no_network() -> None:
    assert "//" not in PAD.source.replace("// ", "") and "import(" not in PAD.source
