"""The leaderboard in a real Chromium: sorting, keyboard, no script, dark, a phone, its policy kept to."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from board_documents import HOSTILE, NAMES, Documents
from board_service import INSTRUCTOR, PREFIX, Served, requested, served
from browsing import chromium, open_page, resize, wait
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from leaderboard.documents import team_key

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEMBER, NAME = "ada", NAMES[4]
# WCAG's contrast of all texts that are shown with what they stand on, the worst first.
CONTRASTS = r"""
const channels = colour => colour.match(/[\d.]+/g).map(Number);
const over = ([r, g, b, a = 1], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
const light = rgb => rgb.map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
function behind(element) {
    const below = element.parentElement ? behind(element.parentElement) : [255, 255, 255];
    return over(channels(getComputedStyle(element).backgroundColor), below);
}
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const found = [];
while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility() || element.closest("title, :disabled, script")) continue;
    const style = getComputedStyle(element), back = behind(element);
    const colour = element.closest("svg") ? style.fill : style.color;
    const pair = [light(over(channels(colour), back)), light(back)].sort((one, other) => other - one);
    found.push([(pair[0] + 0.05) / (pair[1] + 0.05), text]);
}
return found.sort((one, other) => one[0] - other[0]);
"""

# The names on the board as the server sorts it.
BY_SERVER = """
const headers = {"X-XSRFToken": document.body.dataset.xsrf};
const text = await (await fetch(location.href, {headers})).text();
const page = new DOMParser().parseFromString(text, "text/html");
return [...page.querySelectorAll(".board tbody th bdi:first-of-type")].map(name => name.textContent);
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("board")


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[Served]:
    with served(folder, {NAME: [MEMBER]}, seconds=2.0) as running:
        yield running


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture
def browser(chrome: webdriver.Chrome, folder: Path) -> Iterator[webdriver.Chrome]:
    """A browser at a desk, in the light; nothing breaches the page's policy."""
    Documents().write(folder)
    resize(chrome, 1320, 900)
    media(chrome)
    chrome.get_log("browser")
    yield chrome
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    complaints = [entry["message"] for entry in chrome.get_log("browser")]
    assert [text for text in complaints if "favicon" not in text] == []


def media(browser: webdriver.Chrome, **features: str) -> None:
    chosen = {
        "prefers-color-scheme": "light",
        **{name.replace("_", "-"): on for name, on in features.items()},
    }
    listed = [{"name": name, "value": value} for name, value in chosen.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": listed})


def visit(browser: webdriver.Chrome, page: Served, user: str, path: str = "") -> None:
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.get(page.login(user))
    open_page(browser, page.address + path)


def names(browser: webdriver.Chrome) -> list[str]:
    """The names on the board, from top to bottom."""
    script = (
        "return [...document.querySelectorAll('.board tbody th bdi:first-of-type')].map(e => e.textContent)"
    )
    found: list[str] = browser.execute_script(script)
    return found


def overflow(browser: webdriver.Chrome) -> int:
    return int(browser.execute_script("return document.documentElement.scrollWidth - innerWidth"))


def test_the_policy_would_be_seen_to_be_breached(
    chrome: webdriver.Chrome, page: Served, folder: Path
) -> None:
    Documents().write(folder)
    visit(chrome, page, MEMBER)
    chrome.get_log("browser")
    chrome.execute_script("document.body.setAttribute('style', 'color: red')")
    assert "Content Security Policy" in chrome.get_log("browser")[0]["message"]


def test_sorting_by_mouse_and_keyboard_agrees_with_the_server(
    browser: webdriver.Chrome, page: Served
) -> None:
    visit(browser, page, MEMBER)
    start = names(browser)
    browser.execute_script("window.here = true")  # is lost when a page is loaded
    for title, sort in (
        ("Log loss", "log_loss"),
        ("Team", "team"),
        ("Model", "size"),
        ("Released", "released"),
    ):
        for key in (None, Keys.ENTER):
            link = browser.find_element(By.LINK_TEXT, title)
            link.send_keys(key) if key else link.click()
            heading = browser.find_element(By.CSS_SELECTOR, "th[aria-sort]")
            falling = heading.get_attribute("aria-sort") == "descending"
            name = f"-{sort}" if falling != (sort == "released") else sort
            assert browser.execute_script("return location.search") == f"?sort={name}"
            assert len(browser.find_elements(By.CSS_SELECTOR, "th[aria-sort]")) == 1
            by_script = names(browser)
            assert browser.execute_script(BY_SERVER) == by_script
            assert sorted(by_script) == sorted(start)
    browser.find_element(By.LINK_TEXT, "Rank").click()
    assert names(browser) == start and browser.execute_script("return window.here && !location.search")


def test_it_sorts_without_a_script(browser: webdriver.Chrome, page: Served) -> None:
    visit(browser, page, MEMBER)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.refresh()
    browser.find_element(By.LINK_TEXT, "Team").click()
    assert browser.current_url == f"{page.address}?sort=team"
    shown = [found.text for found in browser.find_elements(By.CSS_SELECTOR, ".board tbody th bdi")]
    assert shown == sorted(shown, key=str.casefold) and len(shown) == len(NAMES) + 3
    assert browser.find_element(By.CSS_SELECTOR, "th[aria-sort]").text.startswith("Team")
    browser.find_element(By.LINK_TEXT, "My team").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == NAME


def test_a_new_entry_shows_without_reload(browser: webdriver.Chrome, page: Served, folder: Path) -> None:
    visit(browser, page, MEMBER, "?sort=team")
    browser.execute_script("window.here = true")
    browser.find_element(By.LINK_TEXT, "Team").send_keys(Keys.NULL)
    focused = "return document.activeElement.textContent"
    assert browser.execute_script(focused) == "Team"
    changed = Documents()
    changed.board["made"] = "2026-11-24T18:00:00+00:00"
    changed.board["rows"][2]["name"] = "Aardvarks"
    changed.write(folder)
    wait(browser).until(lambda page: "Aardvarks" in page.page_source)
    assert names(browser)[0] == "Aardvarks"  # in the order that was chosen
    assert browser.find_element(By.ID, "news").text == "The board has changed."
    assert browser.execute_script(focused) == "Team" and browser.execute_script("return window.here")


@pytest.mark.parametrize("path", ["", f"teams/{team_key(NAME)}", "review", "freeze"])
def test_all_texts_can_be_read(browser: webdriver.Chrome, page: Served, folder: Path, path: str) -> None:
    Documents(frozen=path != "freeze").write(folder)
    visit(browser, page, INSTRUCTOR, path)
    for scheme in ("light", "dark"):
        media(browser, prefers_color_scheme=scheme)
        contrasts = browser.execute_script(CONTRASTS)
        assert len(contrasts) > 10 and contrasts[0][0] >= 4.5, contrasts[:5]
        back = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (sum(int(value) for value in back[4:-1].split(",")) < 384) == (scheme == "dark")


@pytest.mark.parametrize(
    ("path", "width"),
    [("", 390), ("", 1024), ("", 1320), (f"teams/{team_key(NAME)}", 390), ("review", 390), ("freeze", 390)],
)
def test_nothing_lies_beyond_the_edge(
    browser: webdriver.Chrome, page: Served, folder: Path, path: str, width: int
) -> None:
    Documents([*HOSTILE, *NAMES], frozen=path != "freeze").write(folder)
    resize(browser, width, 844)
    visit(browser, page, INSTRUCTOR, path)
    assert overflow(browser) <= 0
    if not path:
        board = browser.find_element(By.ID, "board")
        assert board.rect["width"] <= width and "1–" in board.text
        wide = "const box = document.querySelector('.scroll'); return box.scrollWidth - box.clientWidth"
        assert browser.execute_script(wide) <= 0  # not even inside of the board


def test_a_phone_shows_the_same_figures(browser: webdriver.Chrome, page: Served) -> None:
    resize(browser, 390, 844)
    visit(browser, page, MEMBER)
    own = browser.find_element(By.CSS_SELECTOR, ".board tr.own")
    for text in ("your team", "%", "log loss", "macro F1", "calibration error", "entries", "released"):
        assert text in own.text
    assert own.get_attribute("role") == "row"  # still a table to those who hear it
    browser.find_element(By.LINK_TEXT, "Log loss").click()
    assert browser.find_element(By.CSS_SELECTOR, "th[aria-sort]").text == "Log loss"


def test_it_is_told_what_is_what(browser: webdriver.Chrome, page: Served) -> None:
    visit(browser, page, MEMBER)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the content"
    for table in browser.find_elements(By.TAG_NAME, "table"):
        assert table.find_element(By.TAG_NAME, "caption").text
        assert all(heading.get_attribute("scope") for heading in table.find_elements(By.TAG_NAME, "th"))
    visit(browser, page, INSTRUCTOR, "review")
    named = browser.find_elements(By.CSS_SELECTOR, "img, button, input:not([type=hidden]), select, a")
    assert len(named) > 30 and all(element.accessible_name.strip() for element in named)
    visit(browser, page, MEMBER, f"teams/{team_key(NAME)}")
    picture = browser.find_element(By.CSS_SELECTOR, "svg.history[role=img]")
    assert "hand-ins" in picture.accessible_name
    boxes = browser.find_elements(By.CSS_SELECTOR, "input[type=checkbox]")
    assert boxes and all("for the final" in box.accessible_name for box in boxes)


def test_little_moves_for_those_who_ask(browser: webdriver.Chrome, page: Served) -> None:
    visit(browser, page, MEMBER)
    moves = "return getComputedStyle(document.getElementById('news')).animationName"
    assert browser.execute_script(moves) == "rise"
    media(browser, prefers_reduced_motion="reduce")
    assert browser.execute_script(moves) == "none"


def test_no_name_runs_a_script(browser: webdriver.Chrome, page: Served, folder: Path) -> None:
    changed = Documents(HOSTILE)
    for dispute in changed.instructor["disputes"]:
        dispute["why"] = HOSTILE[0]
    changed.board["people"] = [f"{HOSTILE[0]}{number}" for number in range(8)]
    changed.write(folder)
    for path in ("", f"teams/{team_key(HOSTILE[0])}", "review", "freeze"):
        visit(browser, page, INSTRUCTOR, path)
        assert browser.execute_script("return typeof window.convclassScript") == "undefined"
        assert not browser.find_elements(By.CSS_SELECTOR, "main img[onerror], main script")


def test_an_instructor_decides_and_freezes(browser: webdriver.Chrome, page: Served, folder: Path) -> None:
    visit(browser, page, INSTRUCTOR)
    browser.find_element(By.PARTIAL_LINK_TEXT, "Review labels").click()
    first = browser.find_element(By.CSS_SELECTOR, ".dispute")
    image = first.find_element(By.TAG_NAME, "img")
    wait(browser).until(lambda page: page.execute_script("return arguments[0].naturalWidth", image) == 48)
    first.find_element(By.CSS_SELECTOR, "input[value=wrong]").send_keys(Keys.SPACE)
    first.find_element(By.NAME, "why").send_keys("Somebody else.", Keys.ENTER)
    wait(browser).until(lambda page: "passed on" in page.page_source)
    browser.find_element(By.PARTIAL_LINK_TEXT, "Freeze").click()
    button = browser.find_element(By.CSS_SELECTOR, "button.danger")
    button.click()
    assert browser.current_url.endswith("/freeze")  # the browser asks to confirm first
    browser.find_element(By.NAME, "confirm").send_keys(Keys.SPACE)
    button.click()
    wait(browser).until(lambda page: page.current_url.endswith(f"{PREFIX}?told=freeze"))
    label, freeze = requested(folder)
    expected = {"image": "img00", "status": "wrong", "label": 3, "why": "Somebody else.", "by": INSTRUCTOR}
    assert expected.items() <= label.items() and freeze["kind"] == "freeze"
    for path in (folder / "requests").glob("*.json"):
        path.unlink()


def test_an_empty_board_says_so(browser: webdriver.Chrome, page: Served, folder: Path) -> None:
    empty = Documents([])
    empty.write(folder)
    visit(browser, page, MEMBER)
    assert "No team has an entry yet" in browser.find_element(By.ID, "board").text
    assert (
        len(names(browser)) == 3 and "no graded hand-in yet" in browser.find_element(By.TAG_NAME, "main").text
    )
    nothing = copy.deepcopy(empty)
    nothing.board["rows"] = []
    nothing.write(folder)
    browser.refresh()
    assert names(browser) == []
