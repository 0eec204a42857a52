"""The worker goes on for ever: waits for what is missing, takes what comes, trains beside that."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import board_course
import pytest
from board_course import hand_in, probabilities

from leaderboard import documents, worker
from leaderboard.documents import write_request
from leaderboard.settings import NotConfigured
from leaderboard.training import Training
from leaderboard.worker import Updated


class Watcher:
    """Notes what a worker tells, and does something about it."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.updates: list[Updated] = []
        self.reasons: list[str] = []
        self.at_update: Callable[[int], object] = lambda count: stop.set()
        self.at_wait: Callable[[int], object] = lambda count: None

    def told(self, updated: Updated) -> None:
        self.updates.append(updated)
        self.at_update(len(self.updates))

    def waits(self, reason: str) -> None:
        self.reasons.append(reason)
        self.at_wait(len(self.reasons))


@contextmanager
def watching() -> Iterator[Watcher]:
    stop = threading.Event()
    guard = threading.Timer(120, stop.set)
    guard.start()
    yield Watcher(stop)
    guard.cancel()


def work(root: Path, watcher: Watcher) -> None:
    worker.work(root, 0.01, watcher.stop, watcher.told, watcher.waits)


def board(root: Path) -> Any:
    return json.loads((root / "board" / "board.json").read_bytes())


def test_it_takes_what_comes_until_it_is_stopped(tmp_path: Path) -> None:
    root = board_course.small_class(tmp_path / "course")
    with watching() as watcher:

        def more(count: int) -> None:
            if count == 1:
                hand_in(root, "padding", probabilities(0.9, 5), 4000, "di")
            if watcher.updates[-1].taken.news.get("new") == 1:
                watcher.stop.set()

        watcher.at_update = more
        work(root, watcher)
    first, last = watcher.updates[0], watcher.updates[-1]
    assert sum(first.taken.news.values()) == 10 and sum(last.taken.news.values()) == 1
    assert last.version > first.version and watcher.reasons == []


def test_it_waits_for_the_held_out_images_and_says_so(tmp_path: Path) -> None:
    root = board_course.make(tmp_path / "course")
    away = shutil.move(root / "heldout", tmp_path / "away")
    seen: list[str] = []
    with watching() as watcher:

        def bring(count: int) -> None:
            threading.Timer(
                0.1, lambda: (seen.append(waits(root)), shutil.move(away, root / "heldout"))
            ).start()

        watcher.at_wait = bring
        work(root, watcher)
    (reason,) = watcher.reasons  # told once, however long it takes
    assert "autograder data faces" in reason and seen == [reason]
    assert [row["kind"] for row in board(root)["rows"]] == ["chance"]
    assert not (root / "board" / documents.WORKER).exists()


def waits(root: Path) -> str:
    return str(json.loads((root / "board" / documents.WORKER).read_bytes())["waits"])


def test_the_first_board_does_not_wait_for_the_baseline(tmp_path: Path) -> None:
    root = board_course.small_class(tmp_path / "course")
    kinds: list[set[str]] = []
    untrained: list[list[str]] = []
    with watching() as watcher:

        def look(count: int) -> None:
            kinds.append({row["kind"] for row in board(root)["rows"]})
            untrained.append(json.loads((root / "board" / "instructor.json").read_bytes())["untrained"])
            if "baseline" in kinds[-1]:
                watcher.stop.set()

        watcher.at_update = look
        work(root, watcher)
    assert kinds[0] == {"team", "instructor", "chance"} and untrained[0] == ["Fully connected baseline"]
    assert untrained[-1] == []
    assert kinds[-1] == {"team", "instructor", "chance", "baseline"}


def test_nothing_is_started_where_there_is_nothing_to_train_on(tmp_path: Path) -> None:
    root = board_course.untrained(board_course.small_class(tmp_path / "course"))
    training = Training(root, threading.Event())
    training.begin(board_course.opened(root))
    try:
        assert not training.runs
    finally:
        training.end()


def test_a_freeze_waits_for_the_training_and_has_its_rows(tmp_path: Path) -> None:
    root = board_course.small_class(tmp_path / "course")
    with watching() as watcher:

        def freeze(count: int) -> None:
            if count == 1:
                write_request(root / "board", {"kind": "freeze", "by": "ada", "at": documents.now()})
            if board(root)["state"] == "frozen":
                watcher.stop.set()

        watcher.at_update = freeze
        work(root, watcher)
    assert {row["kind"] for row in board(root)["rows"]} == {"team", "instructor", "chance", "baseline"}


def test_a_mistake_in_the_settings_is_waited_out_and_the_board_stays(tmp_path: Path) -> None:
    root = board_course.make(tmp_path / "course")
    config = root / "nbgrader_config.py"
    right = config.read_text()
    with watching() as watcher:

        def spoil(count: int) -> None:
            if count == 1:
                config.write_text(right + "\nc.Leaderboard.time_zone = 'Europe/Zuerich'\n")
            else:
                watcher.stop.set()

        def mend(count: int) -> None:
            assert board(root)["rows"]
            config.write_text(right + "\nc.Leaderboard.cap = 4\n")

        watcher.at_update, watcher.at_wait = spoil, mend
        work(root, watcher)
    assert "Europe/Zuerich" in watcher.reasons[0] and board(root)["cap"] == 4


def test_a_folder_that_is_no_course_is_an_error_at_once(tmp_path: Path) -> None:
    with watching() as watcher, pytest.raises(NotConfigured, match="no course directory"):
        work(tmp_path, watcher)
