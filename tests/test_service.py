"""The page as its users ask for it, behind a stand-in for the hub: who sees what, and what is refused."""

from __future__ import annotations

import copy
import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from board_documents import HOSTILE, NAMES, Documents, png
from board_service import ACCESS, INSTRUCTOR, PREFIX, Served, post, requested, served

from leaderboard.documents import check_request, team_key
from leaderboard.handlers import TOLD

MEMBER, OTHER, STRANGER, LONE = "ada", "bob", "mallory", "lone"
NAME, OTHERS_NAME = NAMES[4], NAMES[0]
TEAMS = {NAME: [MEMBER], OTHERS_NAME: [OTHER]}
INSTRUCTORS_ONLY = ("review", "freeze", "board.csv", "images/img00.png")


@pytest.fixture(scope="module")
def documents() -> Documents:
    return Documents()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("board")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Served]:
    with served(folder, TEAMS) as page:
        page.hub.scopes[STRANGER] = ["access:services!service=another"]
        yield page


@pytest.fixture
def page(running: Served, documents: Documents, folder: Path) -> Iterator[Served]:
    """The page of an open board."""
    documents.write(folder)
    groups = copy.deepcopy(running.hub.groups)
    yield running
    running.hub.groups, running.hub.broken = groups, False
    for path in (folder / "requests").glob("*"):
        path.unlink()


def publish(folder: Path, **options: object) -> Documents:
    """Publish another board in place of the usual one."""
    changed = Documents(**options)  # type: ignore[arg-type]
    changed.board["version"] = 1000 + int(folder.stat().st_mtime_ns % 1000)
    changed.write(folder)
    return changed


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def rows(page: str) -> list[str]:
    """The rows of the board, as HTML."""
    return re.findall(r"<tr class=.*?</tr>", page, flags=re.DOTALL)


# --- who gets in ----------------------------------------------------------------------------------------


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


# --- what one sees --------------------------------------------------------------------------------------


def test_a_student_sees_the_board_and_the_own_team(page: Served, documents: Documents) -> None:
    answer = page.get(MEMBER)
    text = text_of(answer.text)
    assert all(name in text for name in (*NAMES, "Chance", "Fully connected baseline", "Instructor's model"))
    own = [row for row in rows(answer.text) if 'class="team own"' in row]
    assert len(own) == 1 and NAME in own[0] and "your team" in own[0]
    assert "of 10 entries left today" in text and "Better than your best: released." in text
    (row,) = (row for row in documents.board["rows"] if row["name"] == NAME)
    assert f"Rank {row['best']}–{row['worst']}" in text


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


def test_why_an_entry_failed_is_told_to_the_team(page: Served) -> None:
    assert "took too long" in text_of(page.get(MEMBER, f"teams/{team_key(NAME)}").text)


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


def test_a_student_without_a_hand_in_is_told_what_to_do(page: Served) -> None:
    assert "no graded hand-in yet" in page.get(LONE).text


def test_recall_and_shake_up_come_with_the_freeze(page: Served, folder: Path) -> None:
    assert "Who is recognised" not in page.get(MEMBER).text
    changed = publish(folder, frozen=True)
    shift = {"key": team_key(NAME), "name": NAME, "public": 0.8, "private": 0.7, "expected": 0.75}
    changed.instructor["shake_up"] = {
        **{"teams": [{**shift, "public_place": 2, "private_place": 5}], "drop": 0.04, "expected_drop": 0.03},
        **{"expected_low": 0.0, "expected_high": 0.06, "rank_correlation": 0.8, "expected_correlation": None},
    }
    changed.write(folder)
    seen = text_of(page.get(MEMBER).text)
    assert "Who is recognised" in seen and "Final" in seen and "final; no further entry counts" in seen
    assert "Shake-up" not in seen
    seen = text_of(page.get(INSTRUCTOR).text)
    assert "Shake-up" in seen and "5 (down 3)" in seen
    assert "Who is taken for whom" in page.get(MEMBER, f"teams/{team_key(NAME)}").text


# --- sorting, JSON, CSV ---------------------------------------------------------------------------------


def order(page: Served, sort: str) -> list[str]:
    found = [re.search(r"<bdi>(.*?)</bdi>", row) for row in rows(page.get(MEMBER, f"?sort={sort}").text)]
    return [html.unescape(match[1]) for match in found if match]


def test_the_server_sorts_by_a_fixed_list(page: Served, documents: Documents) -> None:
    board = documents.board["rows"]
    assert order(page, "rank") == [row["name"] for row in board] == order(page, "-rank")[::-1]
    assert order(page, "team") == sorted((row["name"] for row in board), key=str.casefold)
    by_loss = sorted(board, key=lambda row: row["log_loss"])
    assert order(page, "log_loss") == [row["name"] for row in by_loss]
    sizes = [row["model_bytes"] for name in order(page, "-size") for row in board if row["name"] == name]
    known = [size for size in sizes if size is not None]
    assert (
        known == sorted(known, reverse=True) and sizes[len(known) :] == [None] * 3
    )  # what is missing is last
    assert 'aria-sort="ascending" data-name="log_loss"' in page.get(MEMBER, "?sort=log_loss").text


@pytest.mark.parametrize("sort", ["key", "rank;drop table", "__class__", "--rank", "<b>"])
def test_other_orders_are_refused(page: Served, sort: str) -> None:
    answer = page.get(MEMBER, f"?sort={quote(sort, safe='%')}")
    assert answer.status_code == 400 and "<b>" not in answer.text


def test_json_says_whether_anything_changed(page: Served, folder: Path, documents: Documents) -> None:
    token = {"Authorization": f"token {page.hub.token(MEMBER)}"}
    first = requests.get(page.address + "api/board", headers=token, timeout=30)
    board = first.json()
    assert [row["name"] for row in board["rows"] if row["own"]] == [NAME]
    assert all("key" not in row and "real_name" not in row for row in board["rows"])
    tag = {**token, "If-None-Match": first.headers["ETag"]}
    assert requests.get(page.address + "api/board", headers=tag, timeout=30).status_code == 304
    documents.write(folder)
    assert requests.get(page.address + "api/board", headers=tag, timeout=30).status_code == 200


def test_a_new_publication_shows_at_once_and_to_everybody(
    page: Served, folder: Path, documents: Documents
) -> None:
    for user in (MEMBER, OTHER, INSTRUCTOR):
        assert "a new name" not in page.get(user).text
    row = documents.board["rows"][3]
    before, row["name"] = row["name"], "a new name"
    documents.write(folder)
    for user in (MEMBER, OTHER, INSTRUCTOR):
        assert "a new name" in page.get(user).text and "a new name" in page.get(user, "api/board").text
    row["name"] = before


def test_a_spreadsheet_gets_no_formula(page: Served, folder: Path) -> None:
    publish(folder, names=HOSTILE, frozen=True)
    answer = page.get(INSTRUCTOR, "board.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=UTF-8"
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(table) == len(HOSTILE) + 3
    assert not [cell for row in table for cell in row.values() if re.match(r"\s*[=+@\t]|-\D", cell)]
    assert [row["private_accuracy"] for row in table if row["kind"] == "chance"] == [""]
    assert all(float(row["accuracy"]) >= 0 for row in table)


# --- hostile input --------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [MEMBER, INSTRUCTOR])
def test_no_name_becomes_markup(page: Served, folder: Path, user: str) -> None:
    changed = publish(folder, names=HOSTILE)
    page.hub.groups = {f"team-{HOSTILE[0]}": [MEMBER]}
    changed.board["assignment"] = "<i>project</i>"
    changed.board["people"] = [f"<b>{person}</b>" for person in changed.board["people"]]
    changed.instructor["problems"] = ["<u>problem</u>\u202e"]
    own = changed.teams[team_key(HOSTILE[0])]
    own["history"][0]["message"] = "<script>message</script>"
    own["members"] = ["<blink>member</blink>", "\u202emember"]
    changed.instructor["disputes"][5]["why"] = '"><script>why</script>'
    changed.write(folder)
    for path in ("", f"teams/{team_key(HOSTILE[0])}", "review", "freeze"):
        answer = page.get(user, path)
        if user == MEMBER and path in ("review", "freeze"):
            continue
        assert answer.status_code == 200
        tags = set(re.findall(r"<([a-z]+)", answer.text))
        pictures = {"img"} if path != "review" else set()
        assert not tags & {"i", "b", "u", "blink", *pictures} and answer.text.count("<script") == 1
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07]", answer.text) and len(answer.text) < 200_000
        assert "<bdi>" in answer.text and " 49" not in text_of(answer.text)  # {{ 7 * 7 }}


def test_names_of_users_are_text_as_well(page: Served) -> None:
    user = '<script>alert(1)</script>"\u202e'
    page.hub.groups[f"team-{NAME}"].append(user)
    answer = page.get(user)
    assert answer.status_code == 200 and "<script>alert" not in answer.text and "\u202e" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("static/../service.py", "static/..%2fservice.py", "static/%2e%2e/%2e%2e/pyproject.toml", "static/"),
        *("images/..%2f..%2fboard.json", "images/../board.json", "images/img99.png", "images/img00.png%00"),
        *(
            "teams/../board.json",
            "teams/%2e%2e",
            f"teams/{'0' * 33}",
            "requests/",
            "instructor.json",
            "board.json",
        ),
    ],
)
def test_paths_lead_nowhere(page: Served, path: str) -> None:
    token = page.hub.token(INSTRUCTOR)
    prepared = requests.Request("GET", page.address, headers={"Authorization": f"token {token}"}).prepare()
    prepared.url = page.address + path  # as it is: requests would tidy it
    answer = requests.Session().send(prepared, allow_redirects=False, timeout=30)
    assert answer.status_code in (400, 404) and "real_names" not in answer.text


def test_only_published_disputes_have_an_image(page: Served, folder: Path) -> None:
    (folder / "images" / "secret.png").write_bytes(png())
    (folder / "images" / "img01.png").write_bytes(b"<svg onload=alert(1)>")
    assert page.get(INSTRUCTOR, "images/secret.png").status_code == 404
    assert page.get(INSTRUCTOR, "images/img01.png").status_code == 404  # it is no PNG
    answer = page.get(INSTRUCTOR, "images/img00.png")
    assert answer.headers["Content-Type"] == "image/png" and answer.content == png(seed=0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "BREW"])
@pytest.mark.parametrize("path", ["", "api/board", "review", "board.csv", "static/board.css", "nowhere"])
def test_other_methods_are_refused(page: Served, method: str, path: str) -> None:
    token = page.hub.token(INSTRUCTOR)
    answer = requests.request(
        method, page.address + path, headers={"Authorization": f"token {token}"}, timeout=30
    )
    static = path.startswith("static") and method == "HEAD"
    assert answer.status_code == 200 if static else answer.status_code in (403, 404, 405)


@pytest.mark.parametrize("path", ["", "api/board", "static/board.css", "nowhere", "freeze", "board.csv"])
@pytest.mark.parametrize("user", [None, MEMBER, INSTRUCTOR])
def test_every_answer_has_the_headers(page: Served, user: str | None, path: str) -> None:
    headers = page.get(user, path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and "Tornado" not in headers["Server"]
    assert headers["Cache-Control"] == ("no-cache" if path.startswith("static") else "no-store")


@pytest.mark.parametrize("path", ["", f"teams/{team_key(NAME)}", "review", "freeze"])
def test_pages_name_no_other_host_and_have_no_inline_code(page: Served, path: str) -> None:
    text = page.get(INSTRUCTOR, path).text.replace(page.hub.address, "")
    assert "://" not in text and " style=" not in text and "<style" not in text
    assert not re.search(r"\son\w+=", text) and "javascript:" not in text


def test_static_files_name_no_other_host(page: Served) -> None:
    for name in ("board.css", "board.js", "icon.svg"):
        text = page.get(None, f"static/{name}").text
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "") and "innerHTML" not in text


def test_a_board_that_cannot_be_read_is_said_to_be(page: Served, folder: Path, documents: Documents) -> None:
    assert page.get(MEMBER).status_code == 200
    (folder / "board.json").write_text('{"version": 1')
    assert page.get(MEMBER).status_code == 200  # the one before
    (folder / "board.json").unlink()
    answer = page.get(MEMBER)
    assert answer.status_code == 503 and "Nothing has been published yet" in answer.text
    (folder / "board.json").write_text("[]")
    answer = page.get(MEMBER, "api/board")
    assert answer.status_code == 503 and str(folder) not in answer.text
    assert str(folder) in html.unescape(page.get(INSTRUCTOR).text)


# --- what is asked of the worker ------------------------------------------------------------------------


def test_the_freeze_is_confirmed_and_asked_for_once(page: Served, folder: Path) -> None:
    session = page.browser(INSTRUCTOR)
    address = f"{page.address}freeze"
    assert post(session, address, "freeze").status_code == 400  # not confirmed
    assert requested(folder) == []
    answer = post(session, address, "freeze", confirm="yes")
    assert answer.status_code == 303 and answer.headers["Location"] == f"{PREFIX}?told=freeze"
    (request,) = requested(folder)
    assert check_request(request)["kind"] == "freeze" and request["by"] == INSTRUCTOR
    shown = session.get(f"{page.address}?told=freeze").text
    assert html.escape(TOLD["freeze"], quote=False) in shown and "waits for the grader" in shown
    assert post(session, page.address, "freeze", confirm="yes").status_code == 409
    assert len(requested(folder)) == 1


def test_a_frozen_board_is_not_frozen_again(page: Served, folder: Path) -> None:
    publish(folder, frozen=True)
    answer = post(page.browser(INSTRUCTOR), f"{page.address}review", "freeze", confirm="yes")
    assert answer.status_code == 409 and requested(folder) == []


def test_labels_are_decided_by_instructors(page: Served, folder: Path) -> None:
    session, address = page.browser(INSTRUCTOR), f"{page.address}review"
    answer = post(session, address, "label", image="img00", status="wrong", label="3", why="It is Dmitri.")
    assert answer.status_code == 303
    answer = post(session, address, "label", image="img01", status="ambiguous", label="3", why="Too dark.")
    assert answer.status_code == 303
    wrong, ambiguous = requested(folder)
    assert {"image": "img00", "status": "wrong", "label": 3, "why": "It is Dmitri."}.items() <= wrong.items()
    assert ambiguous["label"] is None and check_request(ambiguous)
    assert "waits for the grader" in session.get(address).text


@pytest.mark.parametrize(
    "fields",
    [
        {"image": "img99"},
        {"image": "../img00"},
        {"status": "fine"},
        {"status": "wrong", "label": "8"},
        {"status": "wrong", "label": "-1"},
        {"status": "wrong", "label": "²"},
        {"status": "wrong", "label": ""},
        {"why": ""},
        {"why": "x" * 10_000},
    ],
)
def test_other_decisions_are_refused(page: Served, folder: Path, fields: dict[str, str]) -> None:
    form = {"image": "img00", "status": "ok", "why": "It is right.", **fields}
    assert post(page.browser(INSTRUCTOR), f"{page.address}review", "label", **form).status_code == 400
    assert requested(folder) == []


def test_decisions_are_applied_when_there_are_any(page: Served, folder: Path, documents: Documents) -> None:
    session, address = page.browser(INSTRUCTOR), f"{page.address}review"
    assert post(session, address, "rescore").status_code == 409
    changed = publish(folder)
    changed.instructor["labels_pending"] = 2
    changed.write(folder)
    assert post(session, address, "rescore").status_code == 303
    assert [request["kind"] for request in requested(folder)] == ["rescore"]


def test_a_team_names_its_final_entries(page: Served, folder: Path, documents: Documents) -> None:
    key = team_key(NAME)
    released = [item["id"] for item in documents.teams[key]["history"] if item["status"] == "released"]
    others = documents.teams[team_key(OTHERS_NAME)]["history"][0]["id"]
    session, address = page.browser(MEMBER), f"{page.address}teams/{key}"
    for entries in ([others], [released[0]] * 2, released[:3], ["x"]):
        assert post(session, address, f"teams/{key}/finals", entry=entries).status_code == 400
    assert post(session, address, f"teams/{team_key(OTHERS_NAME)}/finals", entry=[others]).status_code == 403
    assert requested(folder) == []
    assert post(session, address, f"teams/{key}/finals", entry=released[:2]).status_code == 303
    assert post(session, address, f"teams/{key}/finals").status_code == 303  # back to the default
    two, none = requested(folder)
    assert two["entries"] == released[:2] and two["team"] == NAME and two["by"] == MEMBER
    assert none["entries"] == [] and check_request(none)
    assert "Other entries for the final" in session.get(address).text


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


def test_one_persons_requests_do_not_pile_up(page: Served, folder: Path) -> None:
    key = team_key(NAME)
    session, address = page.browser(MEMBER), f"{page.address}teams/{key}"
    shown = session.get(address).text
    token = shown.split('data-xsrf="')[1].split('"')[0]
    codes = [
        session.post(
            f"{address}/finals", data={"_xsrf": token}, allow_redirects=False, timeout=30
        ).status_code
        for _ in range(22)
    ]
    assert codes == [303] * 20 + [503] * 2 and len(requested(folder)) == 20
    # nor do they keep others from asking
    assert post(page.browser(INSTRUCTOR), f"{page.address}freeze", "freeze", confirm="yes").status_code == 303


def test_a_large_body_is_refused(page: Served, folder: Path) -> None:
    session = page.browser(INSTRUCTOR)
    try:
        answer = post(session, f"{page.address}freeze", "freeze", confirm="yes", more="x" * 200_000)
    except requests.RequestException:
        pass
    else:
        assert answer.status_code in (400, 413)
    assert requested(folder) == []


def test_the_capped_team_is_told_when_the_next_entry_counts(page: Served, folder: Path) -> None:
    changed = publish(folder)
    changed.teams[team_key(NAME)].update(left=0, next="2999-12-31T23:00:00+00:00")
    changed.write(folder)
    assert "All 10 entries of today are used; the next one counts from" in text_of(page.get(MEMBER).text)
    changed.teams[team_key(NAME)].update(left=0, next="2001-01-01T00:00:00+00:00")
    changed.write(folder)
    assert "left today" in text_of(
        page.get(MEMBER).text
    )  # the day is over, though nothing was published since


def test_scopes_of_another_course_make_no_instructor(page: Served) -> None:
    page.hub.scopes["neighbour"] = [ACCESS, "custom:convclass-leaderboard:instruct!service=another"]
    assert page.get("neighbour").status_code == 200 and page.get("neighbour", "review").status_code == 403
    page.hub.scopes["everywhere"] = [ACCESS, "custom:convclass-leaderboard:instruct"]
    assert page.get("everywhere", "review").status_code == 200


def test_a_json_history_is_the_document(page: Served, documents: Documents) -> None:
    answer = page.get(MEMBER, f"api/teams/{quote(NAME, safe='')}/history")
    assert answer.json() == json.loads(json.dumps(documents.teams[team_key(NAME)]))
