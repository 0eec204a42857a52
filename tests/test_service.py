"""The page as its users ask for it: what is shown, and what is passed on to the worker."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from urllib.parse import quote

import requests
from board_documents import NAMES, Documents
from board_service import INSTRUCTOR, PREFIX, Served, post, requested
from served_board import (  # noqa: F401 - fixtures
    LONE,
    MEMBER,
    NAME,
    OTHER,
    OTHERS_NAME,
    documents,
    folder,
    page,
    publish,
    rows,
    running,
    text_of,
)

from leaderboard.documents import check_request, team_key
from leaderboard.handlers import TOLD


def order(page: Served, sort: str) -> list[str]:
    found = [re.search(r"<bdi>(.*?)</bdi>", row) for row in rows(page.get(MEMBER, f"?sort={sort}").text)]
    return [html.unescape(match[1]) for match in found if match]


def test_a_student_sees_the_board_and_the_own_team(page: Served, documents: Documents) -> None:
    answer = page.get(MEMBER)
    text = text_of(answer.text)
    assert all(name in text for name in (*NAMES, "Chance", "Fully connected baseline", "Instructor's model"))
    own = [row for row in rows(answer.text) if 'class="team own"' in row]
    assert len(own) == 1 and NAME in own[0] and "your team" in own[0]
    assert "of 10 entries left today" in text and "Better than your best: released." in text
    (row,) = (row for row in documents.board["rows"] if row["name"] == NAME)
    assert f"Rank {row['best']}–{row['worst']}" in text


def test_why_an_entry_failed_is_told_to_the_team(page: Served) -> None:
    assert "took too long" in text_of(page.get(MEMBER, f"teams/{team_key(NAME)}").text)


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


def test_a_json_history_is_the_document(page: Served, documents: Documents) -> None:
    answer = page.get(MEMBER, f"api/teams/{quote(NAME, safe='')}/history")
    assert answer.json() == json.loads(json.dumps(documents.teams[team_key(NAME)]))


def test_instructors_see_which_models_are_not_trained_yet(page: Served, folder: Path) -> None:
    assert "Not trained yet" not in page.get(INSTRUCTOR).text
    changed = Documents()
    changed.instructor["untrained"] = ["Instructor's model"]
    changed.write(folder)
    assert "Not trained yet, for comparison: Instructor's model." in text_of(page.get(INSTRUCTOR).text)
    assert "Not trained yet" not in page.get(MEMBER).text


def test_before_the_first_board_the_page_looks_again_and_says_why(page: Served, folder: Path) -> None:
    (folder / "board.json").unlink()
    for user in (MEMBER, INSTRUCTOR):
        answer = page.get(user)
        assert answer.status_code == 503 and answer.headers["Refresh"] == "10"
        assert "Nothing has been published yet" in answer.text and "Back to the board" not in answer.text
    assert "Start the worker" in page.get(INSTRUCTOR).text
    (folder / "worker.json").write_text('{"waits": "There are no <held-out> faces.", "since": "now"}')
    assert "The worker waits: There are no <held-out> faces." in text_of(page.get(INSTRUCTOR).text)
    assert "held-out&gt; faces" not in page.get(MEMBER).text
    Documents().write(folder)
    shown = page.get(INSTRUCTOR)
    assert "Refresh" not in shown.headers and "The board is not brought up to date" in shown.text
    assert "not brought up to date" not in page.get(MEMBER).text
    (folder / "worker.json").unlink()
    assert "not brought up to date" not in page.get(INSTRUCTOR).text
