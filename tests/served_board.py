"""The page behind a stand-in for the hub, and what its tests share: fixtures, users, ways to read it."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from board_documents import NAMES, Documents
from board_service import Served, served

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
