"""Who gets to see and do what on the page: logins, teams, instructors, other sites."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from board_documents import NAMES
from board_service import ACCESS, INSTRUCTOR, PREFIX, Served, post, requested
from served_board import (  # noqa: F401 - fixtures
    INSTRUCTORS_ONLY,
    MEMBER,
    NAME,
    OTHER,
    OTHERS_NAME,
    STRANGER,
    documents,
    folder,
    page,
    publish,
    running,
    text_of,
)

from leaderboard.documents import team_key


def test_a_browser_is_sent_to_the_hub_and_comes_back(page: Served) -> None:
    answer = page.browser(MEMBER).get(f"{page.address}?sort=log_loss")
    assert answer.status_code == 200 and answer.url == f"{page.address}?sort=log_loss"
    assert "Log loss" in text_of(answer.text)


def test_a_browser_without_a_login_sees_the_hubs(page: Served) -> None:
    answer = requests.get(page.address, timeout=30)
    assert answer.text == "<h1>Log in</h1>"


@pytest.mark.parametrize("path", ["", f"teams/{team_key(NAME)}", *INSTRUCTORS_ONLY, "api/board"])
def test_who_may_not_see_this_course_sees_nothing(page: Served, path: str) -> None:
    answer = page.get(STRANGER, path)
    assert answer.status_code == 403 and NAME not in answer.text


@pytest.mark.parametrize("path", ["api/board", f"api/teams/{NAME}/history"])
def test_programs_without_a_token_are_refused_as_json(page: Served, path: str) -> None:
    answer = requests.get(page.address + path, timeout=30, allow_redirects=False)
    assert answer.status_code == 403 and "not logged in" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "cookie", ["forged", "2|1:0|10:1700000000|19:service-leaderboard|4:Zm9v|" + "0" * 64, "\x00"]
)
def test_a_forged_cookie_is_no_login(page: Served, cookie: str) -> None:
    headers = {"Cookie": f"service-leaderboard={quote(cookie, safe='|:')}"}
    answer = requests.get(page.address, headers=headers, timeout=30, allow_redirects=False)
    assert answer.status_code == 302 and "/hub/api/oauth2/authorize" in answer.headers["Location"]


def test_a_made_up_token_is_no_login(page: Served) -> None:
    headers = {"Authorization": "token made-up"}
    assert requests.get(page.address + "api/board", headers=headers, timeout=30).status_code == 403


@pytest.mark.parametrize("path", INSTRUCTORS_ONLY)
def test_only_instructors_see_what_is_theirs(page: Served, path: str) -> None:
    assert page.get(MEMBER, path).status_code == 403
    assert page.get(INSTRUCTOR, path).status_code == 200
    assert f'href="{PREFIX}{path}"' not in page.get(MEMBER).text


def test_a_student_never_sees_labels_in_dispute_or_real_names(page: Served, folder: Path) -> None:
    changed = publish(folder, pseudonyms=True)
    for path in ("", "api/board", f"teams/{team_key(NAME)}", f"api/teams/{quote(NAME)}/history"):
        text = page.get(MEMBER, path).text
        assert "img00" not in text and OTHERS_NAME not in text
        # a key can be computed of a real name
        assert not [name for name in changed.names if name != NAME and team_key(name) in text]
    for path in ("", "api/board"):
        assert OTHERS_NAME in page.get(INSTRUCTOR, path).text


def test_nobody_sees_another_teams_history(page: Served) -> None:
    own, other, none = team_key(NAME), team_key(OTHERS_NAME), team_key("nobody")
    for path in ("teams/{}", "api/teams/{}/history"):
        assert page.get(MEMBER, path.format(own)).status_code == 200
        refused = [page.get(MEMBER, path.format(key)) for key in (other, none, "0" * 32)]
        # what is there and what is not look alike
        assert {answer.status_code for answer in refused} == {403} and len(
            {answer.text for answer in refused}
        ) == 1
        assert page.get(INSTRUCTOR, path.format(other)).status_code == 200
        assert page.get(INSTRUCTOR, path.format(none)).status_code == 404
    assert page.get(MEMBER, f"api/teams/{quote(NAME)}/history").json()["team"] == NAME
    assert page.get(MEMBER, f"api/teams/{quote(OTHERS_NAME)}/history").status_code == 403


def test_a_team_called_like_a_key_gets_no_other_history(page: Served) -> None:
    key = team_key(OTHERS_NAME)
    page.hub.groups = {f"team-{key}": [MEMBER]}
    assert page.get(MEMBER, f"teams/{key}").status_code == 403
    answer = page.get(MEMBER, f"api/teams/{key}/history")
    assert answer.status_code == 404 and OTHERS_NAME not in answer.text


def test_another_team_counts_at_once(page: Served) -> None:
    page.hub.groups = {f"team-{NAME}": [OTHER], f"team-{OTHERS_NAME}": [MEMBER]}
    assert page.get(MEMBER, f"teams/{team_key(NAME)}").status_code == 403
    assert page.get(MEMBER, f"teams/{team_key(OTHERS_NAME)}").status_code == 200


def test_who_is_in_two_teams_sees_neither(page: Served) -> None:
    page.hub.groups[f"team-{OTHERS_NAME}"].append(MEMBER)
    assert "several teams" in page.get(MEMBER).text
    for name in (NAME, OTHERS_NAME):
        assert page.get(MEMBER, f"teams/{team_key(name)}").status_code == 403


def test_without_the_hubs_groups_the_board_is_still_there(page: Served) -> None:
    page.hub.broken = True
    answer = page.get(MEMBER)
    assert answer.status_code == 200 and "cannot be looked up" in answer.text and NAMES[0] in answer.text
    assert page.get(MEMBER, f"teams/{team_key(NAME)}").status_code == 403


@pytest.mark.parametrize("form", ["freeze", "label", "rescore"])
def test_students_ask_for_nothing(page: Served, folder: Path, form: str) -> None:
    fields = {"confirm": "yes", "image": "img00", "status": "ok", "why": "because"}
    assert post(page.browser(MEMBER), page.address, form, **fields).status_code == 403
    assert requested(folder) == []


def test_a_form_of_another_site_is_refused(page: Served, folder: Path) -> None:
    session = page.browser(INSTRUCTOR)
    token = re.search('data-xsrf="(.*?)"', session.get(page.address).text)
    assert token
    other = re.search('data-xsrf="(.*?)"', page.browser(MEMBER).get(page.address).text)
    assert other
    for given in ({}, {"_xsrf": "x"}, {"_xsrf": other[1]}):
        answer = session.post(f"{page.address}freeze", data={"confirm": "yes", **given}, timeout=30)
        assert answer.status_code == 403
    assert requested(folder) == []
    # a page of another site could read nothing, either: its script's request has the cookie, but no token
    scripts = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "cross-site"}
    assert session.get(f"{page.address}api/board", headers=scripts, timeout=30).status_code == 403
    scripts["X-XSRFToken"] = token[1]
    assert session.get(f"{page.address}api/board", headers=scripts, timeout=30).status_code == 200


def test_scopes_of_another_course_make_no_instructor(page: Served) -> None:
    page.hub.scopes["neighbour"] = [ACCESS, "custom:convclass-leaderboard:instruct!service=another"]
    assert page.get("neighbour").status_code == 200 and page.get("neighbour", "review").status_code == 403
    page.hub.scopes["everywhere"] = [ACCESS, "custom:convclass-leaderboard:instruct"]
    assert page.get("everywhere", "review").status_code == 200
