"""What a hostile visitor or name may try on the page: markup, paths, methods, floods."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from board_documents import HOSTILE, png
from board_service import INSTRUCTOR, Served, post, requested
from served_board import (  # noqa: F401 - fixtures
    MEMBER,
    NAME,
    documents,
    folder,
    page,
    publish,
    running,
    text_of,
)

from leaderboard.documents import team_key


@pytest.mark.parametrize("sort", ["key", "rank;drop table", "__class__", "--rank", "<b>"])
def test_other_orders_are_refused(page: Served, sort: str) -> None:
    answer = page.get(MEMBER, f"?sort={quote(sort, safe='%')}")
    assert answer.status_code == 400 and "<b>" not in answer.text


def test_a_spreadsheet_gets_no_formula(page: Served, folder: Path) -> None:
    publish(folder, names=HOSTILE, frozen=True)
    answer = page.get(INSTRUCTOR, "board.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=UTF-8"
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(table) == len(HOSTILE) + 3
    assert not [cell for row in table for cell in row.values() if re.match(r"\s*[=+@\t]|-\D", cell)]
    assert [row["private_accuracy"] for row in table if row["kind"] == "chance"] == [""]
    assert all(float(row["accuracy"]) >= 0 for row in table)


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
