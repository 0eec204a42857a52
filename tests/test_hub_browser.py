"""A day in the classroom, in real browsers on a real hub: students hand in and are graded.

The tests follow each other, as what they look at does. What the classroom does is not waited for in them:
a browser asks for it again until it is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import board_course
import hubs
import nbformat
import pytest
import requests
from browsing import chromium, resize, wait
from course import ASSIGNMENT
from hubs import DemoHub
from lab_pages import choose, fetch, first, listed, menu, press, save, until
from nbformat import NotebookNode
from nbformat.reader import NotJSONError
from nbgrader.api import Gradebook
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from autograder.hub import demo

WRITTEN = "weight_init_quiz"  # has an answer that a person marks
WRITTEN_CELL, WRITTEN_POINTS = "written_start", 2
PROJECT = board_course.ASSIGNMENT
COURSE, QUEUE, BOARD = "/services/convclass", "/services/queue/", "/services/leaderboard/"
TEAMS = "/services/teams/"
TEAM = "kernel <b>"
STATUS = "return performance.getEntriesByType('navigation')[0].responseStatus"

pytestmark = [pytest.mark.browser, pytest.mark.graded, pytest.mark.slow]


@pytest.fixture(scope="module")
def hub(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoHub]:
    folder = tmp_path_factory.mktemp("hub")
    course = hubs.template(folder / "course", [ASSIGNMENT, WRITTEN, PROJECT])
    # of the team project only what the leaderboard needs: small images, which nobody has to draw
    state = demo.make_folder(folder / "demo")
    (state / "released.json").write_text(json.dumps([PROJECT]))
    (board_course.untrained(board_course.make(folder / "demo" / "course")) / "nbgrader_config.py").unlink()
    with hubs.running(course, folder / "demo", "--students", "3") as hub:
        yield hub


@pytest.fixture(scope="module")
def student(hub: DemoHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """The browser of student1, in JupyterLab."""
    with chromium(tmp_path_factory.mktemp("student")) as browser:
        resize(browser, 1280, 860)
        hub.log_in(browser, "student1")
        yield browser


@pytest.fixture(scope="module")
def instructor(hub: DemoHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """The browser of the instructor."""
    with chromium(tmp_path_factory.mktemp("instructor")) as browser:
        resize(browser, 1280, 860)
        hub.log_in(browser, "instructor")
        yield browser


@pytest.fixture(autouse=True)
def picture(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep what the browsers show at the end of a test, where SCREENSHOTS names a folder for it."""
    yield
    folder = os.environ.get("SCREENSHOTS")
    for name in ("student", "instructor") if folder else ():
        if name in request.fixturenames:
            path = Path(str(folder)) / f"{request.node.name}-{name}.png"
            request.getfixturevalue(name).save_screenshot(str(path))


def status(hub: DemoHub, browser: webdriver.Chrome, path: str) -> int:
    """What somebody gets who opens a page in another tab."""
    before = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.get(f"{hub.address}{path}")
    found = int(browser.execute_script(STATUS))
    browser.close()
    browser.switch_to.window(before)
    return found


def open_formgrader(hub: DemoHub, browser: webdriver.Chrome, page: str) -> None:
    browser.get(f"{hub.address}{COURSE}/formgrader/{page}")


def row(browser: webdriver.Chrome, name: str) -> WebElement:
    """A row of a table of the formgrader; one of its cells shows a name."""
    return first(browser, By.XPATH, f"//tbody/tr[td[normalize-space() = '{name}']]")


def state(browser: webdriver.Chrome, name: str) -> str:
    """What the formgrader says of a hand-in."""
    return row(browser, name).find_element(By.CLASS_NAME, "status").text


def act(browser: webdriver.Chrome, name: str, action: str) -> str:
    """Press a button in a row of the formgrader; return what it said when done."""
    row(browser, name).find_element(By.CSS_SELECTOR, f".{action} a").click()
    told = first(browser, By.CSS_SELECTOR, ".modal-body")
    until(browser, lambda: "Successfully" in told.text or "There was an error" in told.text)
    text = told.text
    first(browser, By.CSS_SELECTOR, ".modal-footer button, .modal .close").click()
    until(browser, lambda: not browser.find_elements(By.CSS_SELECTOR, ".modal.in, .modal.show"))
    return text


def test_it_says_what_it_is_and_who_can_log_in(hub: DemoHub) -> None:
    for part in ("for one trusted person", hub.address, "student1, student2, student3", "Ctrl-C"):
        assert part in hub.printed
    for user in ("instructor", "student1"):
        assert hub.password(user) in hub.printed
    # nobody else of this machine gets at any of it
    assert hub.demo.folder.stat().st_mode & 0o077 == 0


def test_a_student_sees_the_assignments_and_nothing_of_the_instructors(
    hub: DemoHub, student: webdriver.Chrome
) -> None:
    until(student, lambda: "/user/student1/lab" in student.current_url)
    assert menu(student, "Nbgrader") == ["Assignment List"]
    choose(student, "Assignment List")
    for assignment in (ASSIGNMENT, WRITTEN):
        listed(student, "released", assignment)
    assert status(hub, student, "/user/student1/api/contents") == 200
    others = ["/user/student2/api/contents", f"{COURSE}/lab", f"{COURSE}/formgrader/", "/hub/admin"]
    for path in ("/user/student1/formgrader/", QUEUE, f"{QUEUE}queue.csv", *others):
        assert status(hub, student, path) in (403, 404), path


def test_a_student_fetches_opens_solves_runs_and_validates(hub: DemoHub, student: webdriver.Chrome) -> None:
    fetch(student, ASSIGNMENT)
    save(student, ASSIGNMENT)
    item = listed(student, "fetched", ASSIGNMENT)
    item.find_element(By.CSS_SELECTOR, "a.assignment-notebooks-link").click()
    until(student, lambda: item.find_element(By.CSS_SELECTOR, ".nested_list_item a").is_displayed())
    press(student, "fetched", ASSIGNMENT, "Validate")
    dialog = first(student, By.CSS_SELECTOR, ".jp-Dialog")
    assert "passes all the tests" in dialog.text
    dialog.find_element(By.TAG_NAME, "button").click()
    item.find_element(By.CSS_SELECTOR, ".nested_list_item a").click()
    first(student, By.XPATH, "//*[contains(@class, 'jp-StatusBar')]//*[contains(text(), '| Idle')]")
    menu(student, "Run")
    choose(student, "Run All Cells")
    path = hub.demo.folder / "home" / "student1" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    cells = wait(student).until(lambda page: ran(page, path))
    assert all(cell.execution_count for cell in cells)
    assert [out for cell in cells for out in cell.outputs if out.output_type == "error"] == []


def ran(browser: webdriver.Chrome, path: Path) -> list[NotebookNode]:
    """Save with the keyboard, and return the cells with code when the last one has run."""
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
    try:
        cells = nbformat.read(path, as_version=4).cells
    except NotJSONError:  # it is being written
        return []
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    return code if code[-1].execution_count else []


def submit(browser: webdriver.Chrome, assignment: str, times: int) -> None:
    """Hand an assignment in, which makes that many hand-ins of it."""
    press(browser, "fetched", assignment, "Submit")
    until(browser, lambda: len(hand_ins(browser, assignment)) == times)


def hand_ins(browser: webdriver.Chrome, assignment: str) -> list[str]:
    """What the list of assignments says of each hand-in, the earliest first."""
    found = listed(browser, "submitted", assignment).find_elements(
        By.CSS_SELECTOR, ".nested_list_item .item_name"
    )
    return sorted(line.get_attribute("textContent") or "" for line in found)


def answered(browser: webdriver.Chrome, assignment: str, hand_in: int) -> bool:
    """Whether a student who looks again finds feedback to a hand-in."""
    first(browser, By.ID, "refresh_assignments_list").click()
    return "feedback available to fetch" in hand_ins(browser, assignment)[hand_in]


def feedback(hub: DemoHub, browser: webdriver.Chrome, assignment: str, hand_in: int) -> str:
    """Fetch the feedback to a hand-in and open it: its page."""
    press(browser, "submitted", assignment, "Fetch Feedback")
    until(browser, lambda: "view feedback" in hand_ins(browser, assignment)[hand_in])
    item = listed(browser, "submitted", assignment)
    links = item.find_elements(By.CSS_SELECTOR, ".item_name a")
    browser.execute_script("arguments[0].click()", links[-1])
    name = links[-1].find_element(By.XPATH, "..").text.split(" (")[0]
    stamp = name.replace("/", "-")
    folder = hub.demo.folder / "home" / "student1" / assignment / "feedback"
    (page,) = (path for path in folder.rglob("*.html") if stamp[:19] in str(path))
    return page.read_text()


def test_a_hand_in_is_graded_and_answered_by_itself(hub: DemoHub, student: webdriver.Chrome) -> None:
    first(student, By.XPATH, "//*[contains(@class, 'lm-TabBar-tabLabel') and text() = 'Assignments']").click()
    submit(student, ASSIGNMENT, 1)
    until(student, lambda: answered(student, ASSIGNMENT, 0))
    assert "20.0 / 20.0" in feedback(hub, student, ASSIGNMENT, 0)


def test_an_instructor_arrives_in_the_formgrader(instructor: webdriver.Chrome) -> None:
    frame = first(instructor, By.TAG_NAME, "iframe")
    assert f"{COURSE}/lab" in instructor.current_url
    instructor.switch_to.frame(frame)
    row(instructor, ASSIGNMENT)
    instructor.switch_to.default_content()


def test_an_instructor_sees_what_was_graded_and_pauses_the_queue(
    hub: DemoHub, instructor: webdriver.Chrome
) -> None:
    open_formgrader(hub, instructor, f"manage_submissions/{ASSIGNMENT}")
    assert state(instructor, "student1") == "graded"
    instructor.get(f"{hub.address}{QUEUE}")
    assert row(instructor, ASSIGNMENT).find_element(By.CLASS_NAME, "state").text == "graded"
    first(instructor, By.XPATH, "//button[text() = 'Pause grading']").click()
    assert "Paused." in first(instructor, By.CSS_SELECTOR, "[role = status]").text


def test_a_student_hands_in_again_and_another_assignment(hub: DemoHub, student: webdriver.Chrome) -> None:
    submit(student, ASSIGNMENT, 2)
    fetch(student, WRITTEN)
    save(student, WRITTEN)
    submit(student, WRITTEN, 1)
    inbound = [path.name for path in (hub.demo.exchange / "convclass" / "inbound").iterdir()]
    expected = [["student1", name] for name in (ASSIGNMENT, ASSIGNMENT, WRITTEN)]
    assert sorted(name.split("+")[:2] for name in inbound) == expected


def test_an_instructor_takes_a_release_back_and_makes_another(
    hub: DemoHub, instructor: webdriver.Chrome
) -> None:
    released = hub.demo.exchange / "convclass" / "outbound" / WRITTEN
    open_formgrader(hub, instructor, "manage_assignments")
    assert "Successfully unreleased" in act(instructor, WRITTEN, "release")
    assert not released.exists()
    assert "Successfully created" in act(instructor, WRITTEN, "assign")
    assert "Successfully released" in act(instructor, WRITTEN, "release")
    assert (released / f"{WRITTEN}.ipynb").exists()


@pytest.mark.parametrize("assignment", [ASSIGNMENT, WRITTEN])
def test_an_instructor_collects_and_grades(
    hub: DemoHub, instructor: webdriver.Chrome, assignment: str
) -> None:
    open_formgrader(hub, instructor, "manage_assignments")
    assert "Successfully collected" in act(instructor, assignment, "collect")
    open_formgrader(hub, instructor, f"manage_submissions/{assignment}")
    assert state(instructor, "student1") == "needs autograding"
    told = act(instructor, "student1", "autograde")
    assert "Successfully autograded" in told, told
    expected = "needs manual grading" if assignment == WRITTEN else "graded"
    until(
        instructor, lambda: row(instructor, "student1").find_element(By.CLASS_NAME, "status").text == expected
    )


def comments(hub: DemoHub) -> list[str | None]:
    """What the instructor has written to student1, as it is in the gradebook."""
    with Gradebook(f"sqlite:///{hub.demo.course_dir / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(WRITTEN, WRITTEN, "student1")
        return [comment.manual_comment for comment in notebook.comments]


def test_an_instructor_marks_a_written_answer(hub: DemoHub, instructor: webdriver.Chrome) -> None:
    open_formgrader(hub, instructor, f"gradebook/{WRITTEN}/{WRITTEN}")
    first(instructor, By.LINK_TEXT, "Submission #1").click()
    # the page asks for marks and comments when it is there, and then overwrites what was typed before
    open_mark = f"input.score.needs_manual_grade#{WRITTEN_CELL}"
    first(instructor, By.CSS_SELECTOR, "textarea.comment[placeholder]").send_keys("Well put.")
    first(instructor, By.CSS_SELECTOR, open_mark).send_keys(str(WRITTEN_POINTS), Keys.TAB)
    until(instructor, lambda: not instructor.find_elements(By.CSS_SELECTOR, open_mark))
    until(instructor, lambda: "Well put." in comments(hub))
    open_formgrader(hub, instructor, f"manage_submissions/{WRITTEN}")
    until(
        instructor, lambda: row(instructor, "student1").find_element(By.CLASS_NAME, "status").text == "graded"
    )
    assert row(instructor, "student1").find_element(By.CLASS_NAME, "score").text == "20 / 20"


def test_an_instructor_sees_the_class_in_a_table(hub: DemoHub, instructor: webdriver.Chrome) -> None:
    open_formgrader(hub, instructor, "manage_students")
    assert "40 / 40" in row(instructor, "student1").text
    assert "0 / 40" in row(instructor, "student3").text, "who has handed in nothing is in it as well"


def test_feedback_is_released_and_read(
    hub: DemoHub, instructor: webdriver.Chrome, student: webdriver.Chrome
) -> None:
    open_formgrader(hub, instructor, "manage_assignments")
    assert "Successfully generated feedback" in act(instructor, WRITTEN, "generate-feedback")
    assert "Successfully released feedback" in act(instructor, WRITTEN, "release-feedback")
    until(student, lambda: answered(student, WRITTEN, 0))
    assert "Well put." in feedback(hub, student, WRITTEN, 0)


def test_what_the_instructor_graded_is_not_graded_again(
    hub: DemoHub, instructor: webdriver.Chrome, student: webdriver.Chrome
) -> None:
    graded = {path: path.stat().st_mtime_ns for path in hub.demo.course_dir.glob("autograded/*/*/*.ipynb")}
    instructor.get(f"{hub.address}{QUEUE}")
    rows = "//tbody/tr[td[contains(@class, 'state')] = '{}']"
    assert len(instructor.find_elements(By.XPATH, rows.format("waiting"))) == 2
    first(instructor, By.XPATH, "//button[text() = 'Go on grading']").click()
    until(instructor, lambda: len(instructor.find_elements(By.XPATH, rows.format("graded"))) == 3)
    assert {path: path.stat().st_mtime_ns for path in graded} == graded
    open_formgrader(hub, instructor, "manage_students")
    assert "40 / 40" in row(instructor, "student1").text
    # the hand-in that the instructor graded and gave no feedback to is answered all the same
    until(student, lambda: answered(student, ASSIGNMENT, 1))


def test_students_form_a_team_with_a_code(hub: DemoHub, student: webdriver.Chrome) -> None:
    student.get(f"{hub.address}{TEAMS}")
    first(student, By.ID, "name").send_keys(TEAM)
    first(student, By.XPATH, "//button[text() = 'Start']").click()
    code = first(student, By.ID, "code").text
    assert TEAM in first(student, By.TAG_NAME, "h1").text
    student.get(f"{hub.address}/hub/logout")
    hub.log_in(student, "student2", TEAMS)
    first(student, By.ID, "join-code").send_keys("NONE-SUCH")
    first(student, By.XPATH, "//button[text() = 'Join']").click()
    assert "No team has this code" in first(student, By.CSS_SELECTOR, "[role = alert]").text
    first(student, By.ID, "join-code").send_keys(code.lower())
    first(student, By.XPATH, "//button[text() = 'Join']").click()
    people = first(student, By.CLASS_NAME, "people").text
    assert people.split("\n") == ["student1", "student2 (you)"]


def test_a_student_sees_where_the_own_team_stands(hub: DemoHub, student: webdriver.Chrome) -> None:
    for number, (team, accuracy) in enumerate([(TEAM, 0.8), ("stride", 0.5)]):
        share = board_course.probabilities(accuracy, number)
        board_course.hand_in(hub.demo.course_dir, team, share, number)
    student.get(f"{hub.address}{BOARD}")
    own = "//tbody/tr[.//*[text() = 'your team']]"
    until(student, lambda: reloaded(student, lambda: student.find_elements(By.XPATH, own)))
    assert f"1 {TEAM} your team" in first(student, By.XPATH, own).text
    assert status(hub, student, f"{BOARD}freeze") == 403


def reloaded(browser: webdriver.Chrome, holds: Callable[[], object]) -> object:
    """Look at a page; where it does not show something yet, load it again for the next look."""
    found = holds()
    if not found:
        browser.refresh()
    return found


def test_an_instructor_freezes_the_board(hub: DemoHub, instructor: webdriver.Chrome) -> None:
    instructor.get(f"{hub.address}{BOARD}")
    assert first(instructor, By.CSS_SELECTOR, ".who .badge").text == "instructor"
    instructor.get(f"{hub.address}{BOARD}freeze")
    first(instructor, By.NAME, "confirm").click()
    first(instructor, By.CSS_SELECTOR, "button.danger").click()
    final = ("//*[@class = 'state' and text() = 'Final']",)
    instructor.get(f"{hub.address}{BOARD}")
    until(instructor, lambda: reloaded(instructor, lambda: instructor.find_elements(By.XPATH, *final)))
    assert TEAM in first(instructor, By.CSS_SELECTOR, ".board tbody").text


def test_an_instructor_edits_teams(hub: DemoHub, instructor: webdriver.Chrome) -> None:
    instructor.get(f"{hub.address}{TEAMS}")
    first(instructor, By.CSS_SELECTOR, "select[aria-label = 'Team of student3'] option:last-child").click()
    move = "//select[@aria-label = 'Team of student3']/following-sibling::button"
    first(instructor, By.XPATH, move).click()
    assert "has been moved" in first(instructor, By.CSS_SELECTOR, "[role = status]").text
    assert "student1, student2, student3" in first(instructor, By.TAG_NAME, "table").text
    first(instructor, By.XPATH, "//button[text() = 'Close teams']").click()
    assert "Teams are closed" in first(instructor, By.CSS_SELECTOR, "[role = status]").text
    with requests.Session() as session:
        session.cookies.update({cookie["name"]: cookie["value"] for cookie in instructor.get_cookies()})
        session.headers.update({"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"})
        page = f"{hub.address}{TEAMS}"
        rows = session.get(f"{page}teams.json", timeout=60).json()
        assert rows == [{"student": f"student{n}", "team": TEAM} for n in (1, 2, 3)]
        lines = session.get(f"{page}teams.csv", timeout=60).text.splitlines()
        assert lines == ["student,team", *(f"student{n},{TEAM}" for n in (1, 2, 3))]
        forged = session.post(page, {"action": "delete", "team": TEAM}, timeout=60)
        assert forged.status_code == 403, "the form of another site does nothing"


def test_ctrl_c_stops_all_and_a_second_start_goes_on(hub: DemoHub, instructor: webdriver.Chrome) -> None:
    course = hub.demo.folder.parent / "course"
    assert hub.stop() == 0
    assert hubs.processes(hub.demo.folder) == []
    with hubs.running(course, hub.demo.folder) as again:
        assert again.password("student1") == hub.password("student1")
        instructor.get(f"{again.address}/hub/logout")
        again.log_in(instructor, "instructor", TEAMS)
        assert TEAM in first(instructor, By.TAG_NAME, "table").text
        open_formgrader(again, instructor, "manage_students")
        assert "40 / 40" in row(instructor, "student1").text
