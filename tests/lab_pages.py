"""What a person does in JupyterLab and in nbgrader's list of assignments, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from browsing import wait
from course import ROOT
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

SAVE = """
const [path, text, done] = arguments;
const base = JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl;
const token = document.cookie.match("(?:^|;) *_xsrf=([^;]*)")[1];
fetch(`${base}api/contents/${path}`, {
    method: "PUT",
    headers: {"Content-Type": "application/json", "X-XSRFToken": token},
    body: JSON.stringify({type: "notebook", format: "json", content: JSON.parse(text)}),
}).then(answer => done(answer.status), error => done(String(error)))
"""


def first(browser: webdriver.Chrome, how: str, what: str) -> WebElement:
    """The first such element that can be seen, when there is one."""

    def visible(page: webdriver.Chrome) -> WebElement | None:
        return next((element for element in page.find_elements(how, what) if element.is_displayed()), None)

    return wait(browser).until(visible)


def until(browser: webdriver.Chrome, holds: Callable[[], object]) -> None:
    wait(browser).until(lambda page: holds())


def menu(browser: webdriver.Chrome, name: str) -> list[str]:
    """Open one of JupyterLab's menus; return what is in it."""
    first(browser, By.XPATH, f"//*[contains(@class, 'lm-MenuBar-itemLabel') and text() = '{name}']").click()
    first(browser, By.CSS_SELECTOR, ".lm-Menu-itemLabel")
    labels = [label.text for label in browser.find_elements(By.CSS_SELECTOR, ".lm-Menu-itemLabel")]
    return [label for label in labels if label]


def choose(browser: webdriver.Chrome, entry: str) -> None:
    first(browser, By.XPATH, f"//*[contains(@class, 'lm-Menu-itemLabel') and text() = '{entry}']").click()


def listed(browser: webdriver.Chrome, kind: str, assignment: str) -> WebElement:
    """An assignment in nbgrader's list."""
    items = f"//*[@id = '{kind}_assignments_list']/*[contains(@class, 'list_item')]"
    return first(browser, By.XPATH, f"{items}[.//*[text() = '{assignment}']]")


def press(browser: webdriver.Chrome, kind: str, assignment: str, button: str) -> None:
    listed(browser, kind, assignment).find_element(By.XPATH, f".//button[text() = '{button}']").click()


def fetch(browser: webdriver.Chrome, assignment: str) -> None:
    press(browser, "released", assignment, "Fetch")
    listed(browser, "fetched", assignment)


def save(browser: webdriver.Chrome, assignment: str) -> None:
    """Save a solved notebook on the student's server."""
    notebook = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    path = f"{assignment}/{assignment}.ipynb"
    assert browser.execute_async_script(SAVE, path, notebook.read_text()) == 200
