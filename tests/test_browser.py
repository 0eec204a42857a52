"""What people see: feedback pages and the formgrader, in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import corpus
import pytest
from browsing import chromium, jupyter, open_page, resize, wait
from course import ASSIGNMENT, Course, read
from nbgrader.api import Gradebook
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from team_course import autograde, feedback

FOLDER = Path(__file__).resolve().parent / "exploits" / ASSIGNMENT
HOSTILE = sorted(path.stem for path in FOLDER.glob("markup_*.py"))
FAILING = corpus.load(corpus.SUBMISSIONS / ASSIGNMENT / "wrong_many_things.py")
# What a page could do with a student's text: all links, frames and forms that run a script.
SCRIPT_LINKS = """
return [...document.querySelectorAll("*")].flatMap(element => [...element.attributes])
    .filter(attribute => /^\\s*(javascript|vbscript|data:text)/i.test(attribute.value))
    .map(attribute => attribute.value)
"""

pytestmark = [pytest.mark.browser, pytest.mark.graded, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of hostile hand-ins and one with many mistakes, graded; dora's is not graded yet."""
    root = tmp_path_factory.mktemp("browser") / "course"
    shutil.copytree(course_template.root, root)
    course = Course(root)
    release, solutions = read("release"), read("solutions")
    for name in HOSTILE:
        submission = corpus.load(FOLDER / f"{name}.py")
        course.hand_in(name, corpus.notebook(submission, release, solutions))
    course.hand_in("emil", corpus.notebook(FAILING, release, solutions))
    autograde(course)
    feedback(course)
    course.hand_in("dora", corpus.notebook(FAILING, release, solutions))
    return course


@pytest.fixture(scope="module")
def formgrader(graded: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a page of the formgrader, by way of the login, on a Jupyter server in the course."""
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    home = tmp_path_factory.mktemp("home")
    with jupyter(graded.root, home, graded.environment(), extension) as address:
        yield address.format(page="formgrader/{page}")


def feedback_page(course: Course, student: str) -> str:
    return (course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri()


def report(browser: webdriver.Chrome, cell: str) -> WebElement:
    """The element that holds a grade cell and its report."""
    label = f"//*[contains(@class, 'nbgrader-label')]/code[text() = '{cell}']"
    path = f"{label}/ancestor::div[contains(concat(' ', @class, ' '), ' cell ')][1]"
    return wait(browser).until(lambda page: page.find_element(By.XPATH, path))


def assert_no_script(browser: webdriver.Chrome) -> None:
    assert browser.execute_script("return typeof window.convclassScript") == "undefined"
    assert browser.execute_script(SCRIPT_LINKS) == []
    assert "convclass-script" not in browser.title


@pytest.mark.parametrize("width, height", [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_a_feedback_page_shows_every_report(
    browser: webdriver.Chrome, graded: Course, width: int, height: int
) -> None:
    resize(browser, width, height)
    open_page(browser, feedback_page(graded, "emil"))
    total = sum(FAILING.points.values())
    assert f"Score: {total} / 20.0" in browser.find_element(By.TAG_NAME, "h4").text
    for cell, name in FAILING.misconceptions:
        text = report(browser, cell).text
        for part in (name, "This looks like", "Smallest input that fails", "Your code gave"):
            assert part in text, f"{cell}: {part!r} is not in {text}"
    assert "passed" in report(browser, "test_max_pool").text
    # nothing of a report lies beyond the right edge of the screen
    reports = "[...document.querySelectorAll('.output_html *')]"
    rights = f"return {reports}.map(element => element.getBoundingClientRect().right)"
    edges = browser.execute_script(rights)
    assert edges and max(edges) <= width


def test_the_browser_would_see_a_script(browser: webdriver.Chrome, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<img src=x onerror="window.convclassScript = 1"><a href="javascript:f()">x</a>')
    open_page(browser, page.as_uri())
    wait(browser).until(lambda page: page.execute_script("return window.convclassScript") == 1)
    with pytest.raises(AssertionError):
        assert_no_script(browser)
    assert browser.execute_script(SCRIPT_LINKS) == ["javascript:f()"]


@pytest.mark.parametrize("student", HOSTILE)
def test_no_script_of_a_hand_in_runs_in_its_feedback(
    browser: webdriver.Chrome, graded: Course, student: str
) -> None:
    resize(browser, 1280, 900)
    open_page(browser, feedback_page(graded, student))
    assert browser.title == ASSIGNMENT
    assert_no_script(browser)
    assert browser.find_element(By.TAG_NAME, "h4").text == f"{ASSIGNMENT} (Score: 0.0 / 20.0)"
    assert report(browser, "test_curve").is_displayed()


def test_the_formgraders_button_grades_in_the_sandbox(
    browser: webdriver.Chrome, graded: Course, formgrader: str
) -> None:
    resize(browser, 1280, 900)
    open_page(browser, formgrader.format(page=f"manage_submissions/{ASSIGNMENT}"))

    def row() -> WebElement:
        cell = browser.find_element(By.XPATH, "//td[contains(@class, 'student-id') and text() = 'dora']")
        return cell.find_element(By.XPATH, "..")

    wait(browser).until(lambda page: page.find_elements(By.XPATH, "//td[text() = 'dora']"))
    assert row().find_element(By.CLASS_NAME, "status").text == "needs autograding"
    row().find_element(By.CSS_SELECTOR, ".autograde a").click()
    told = wait(browser).until(lambda page: page.find_element(By.CSS_SELECTOR, ".modal-body"))
    wait(browser).until(lambda page: told.text)
    assert "Successfully autograded" in told.text, told.text
    wait(browser).until(lambda page: row().find_element(By.CLASS_NAME, "status").text == "graded")
    total = sum(FAILING.points.values())
    assert row().find_element(By.CLASS_NAME, "score").text == f"{total:g} / 20"
    assert graded.grades("dora") == FAILING.points

    browser.get(row().find_element(By.CSS_SELECTOR, ".student-name a").get_attribute("href"))
    link = wait(browser).until(lambda page: page.find_element(By.LINK_TEXT, ASSIGNMENT))
    browser.get(link.get_attribute("href"))
    for cell, name in FAILING.misconceptions:
        assert name in report(browser, cell).text
    score = report(browser, "test_conv2d").find_element(By.CSS_SELECTOR, "input.score")
    points = f"{FAILING.points['test_conv2d']:g}"
    wait(browser).until(lambda page: score.get_attribute("placeholder") == points)


@pytest.mark.parametrize("student", HOSTILE)
def test_no_script_of_a_hand_in_runs_in_the_formgrader(
    browser: webdriver.Chrome, graded: Course, formgrader: str, student: str
) -> None:
    with Gradebook(graded.db_url) as gradebook:
        number = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).id
    open_page(browser, formgrader.format(page=f"submissions/{number}/"))
    assert report(browser, "test_curve").is_displayed()
    assert_no_script(browser)
