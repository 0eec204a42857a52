"""The published folder as the page reads it, and the requests that it leaves there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from board_documents import Documents, png

from leaderboard.asking import MOST_WAITING, NotAsked, Requests
from leaderboard.documents import FreezeRequest, now, write_request
from leaderboard.published import BoardUnreadable, Published
from leaderboard.viewers import Viewer
from leaderboard.views import standalone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Documents().write(tmp_path)


def freeze(by: str) -> FreezeRequest:
    return FreezeRequest(kind="freeze", by=by, at=now())


def test_nothing_is_published_at_first(tmp_path: Path) -> None:
    assert Published(tmp_path / "absent").edition() is None


def test_an_edition_lasts_until_the_next_publication(folder: Path) -> None:
    published, documents = Published(folder), Documents()
    first = published.edition()
    assert first is not None and published.edition() is first
    team = published.team(first, documents.key(0))
    assert team is not None and published.team(first, documents.key(0)) is team
    documents.write(folder)
    second = published.edition()
    assert second is not None and second is not first and second.number > first.number
    assert published.team(second, documents.key(0)) is not team


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"version": 1}', b"9" * 5000])
def test_a_damaged_board_is_an_error_that_names_it(folder: Path, content: bytes) -> None:
    (folder / "board.json").write_bytes(content)
    with pytest.raises(BoardUnreadable, match="board.json"):
        Published(folder).edition()


@pytest.mark.parametrize("key", ["", "..", "../board", "A" * 32, "0" * 31, "0" * 32, "0" * 31 + "\n"])
def test_other_keys_are_no_team(folder: Path, key: str) -> None:
    published = Published(folder)
    edition = published.edition()
    assert edition is not None and published.team(edition, key) is None


@pytest.mark.parametrize("name", ["", "..", "img99", "../images/img00", "img00\n", "a" * 65])
def test_other_names_are_no_image(folder: Path, name: str) -> None:
    published = Published(folder)
    edition = published.edition()
    assert edition is not None and published.image(edition, name) is None
    assert published.image(edition, "img00") == png(seed=0)


def test_requests_wait_until_they_are_taken_away(folder: Path) -> None:
    requests = Requests(folder)
    assert requests.waiting() == ()
    requests.ask(freeze("ann"))
    (path,) = (folder / "requests").iterdir()
    assert path.stat().st_mode & 0o777 == 0o640
    (waiting,) = requests.waiting()
    assert (waiting.kind, waiting.by, waiting.about) == ("freeze", "ann", "")
    path.unlink()
    assert requests.waiting() == ()


def test_nobody_keeps_others_from_asking(folder: Path) -> None:
    requests = Requests(folder)
    for _ in range(MOST_WAITING):
        requests.ask(freeze("ann"))
    with pytest.raises(NotAsked, match="wait already"):
        requests.ask(freeze("ann"))
    requests.ask(freeze("bo"))
    assert len(requests.waiting()) == MOST_WAITING + 1


def test_what_is_no_request_does_not_show(folder: Path) -> None:
    write_request(folder, freeze("ann"))
    for name, content in (("0.json", b"{"), ("1.json", b"[]"), ("2.json", b'{"kind": "x"}')):
        (folder / "requests" / name).write_bytes(content)
    os.mkfifo(folder / "requests" / ".hidden")
    assert [waiting.by for waiting in Requests(folder).waiting()] == ["ann"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAsked, match="leaderboard work"):
        Requests(tmp_path / "absent").ask(freeze("ann"))


def test_who_may_see_which_team() -> None:
    documents = Documents()
    mine, other = documents.names[:2]
    student, lone = Viewer("ann", team=mine), Viewer("bo")
    assert student.may_see(documents.key(0)) and not student.may_see(documents.key(1))
    assert not lone.may_see("") and not lone.may_see(documents.key(0)) and lone.key == ""
    assert Viewer("professor", instructor=True).may_see(documents.key(1)) and other


def test_a_page_in_a_file_needs_nothing_else() -> None:
    board = Documents(frozen=True).board
    page = standalone(board)  # type: ignore[arg-type]
    assert all(name in page for name in Documents().names) and "Who is recognised" in page
    assert "<script" not in page and 'href="/' not in page and "://" not in page
    assert all(row["key"] not in page for row in board["rows"] if row["kind"] == "team")
