"""What is published, for whom, and what the worker does about the page's requests."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints

import board_course
import pytest
from board_course import START, faces, hand_in, opened, probabilities
from PIL import Image

from leaderboard import documents, inbox
from leaderboard.course import Course
from leaderboard.documents import team_key, write_request
from leaderboard.publish import publish
from leaderboard.replay import replay
from leaderboard.worker import update

IDS = faces().ids


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published class, made once; its teams contradict two labels."""
    root = board_course.small_class(tmp_path_factory.mktemp("published") / "course")
    update(root)
    return root


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Iterator[Course]:
    shutil.copytree(template, tmp_path / "course")
    course = Course.open(tmp_path / "course")
    yield course
    course.store.engine.dispose()


def read(course: Course, name: str) -> Any:
    return json.loads((course.settings.published_folder / name).read_bytes())


def team(course: Course, name: str) -> Any:
    return read(course, f"teams/{team_key(name)}.json")


def ask(course: Course, **request: Any) -> None:
    whole: Any = {"by": "ada", "at": documents.now(), **request}
    write_request(course.settings.published_folder, whole)


def check(document: Any, kind: type) -> None:
    assert document.keys() == get_type_hints(kind).keys()


def test_the_documents_have_their_form(course: Course) -> None:
    board, instructor = read(course, "board.json"), read(course, "instructor.json")
    check(board, documents.BoardDocument)
    check(instructor, documents.InstructorDocument)
    for row in board["rows"]:
        check(row, documents.Row)
        assert row["recall"] is None
    kernel = team(course, "kernel")
    check(kernel, documents.TeamDocument)
    for item in kernel["history"]:
        check(item, documents.HistoryItem)
    for dispute in instructor["disputes"]:
        check(dispute, documents.Dispute)
    assert board["state"] == "open" and board["half"] == "public" and board["images"] == 48
    assert instructor["real_names"][team_key("kernel")] == "kernel"
    assert instructor["private"] == {} and instructor["shake_up"] is None
    (failed,) = instructor["failed"]
    assert failed["student"] == "di" and "not numbers" in failed["reason"]


def test_a_teams_document_tells_its_history(course: Course) -> None:
    kernel = team(course, "kernel")
    assert kernel["members"] == ["ann", "bo"] and kernel["confusion"] is None
    history = kernel["history"]
    assert [item["status"] for item in history] == ["released", "released", "unchanged", "over the cap"]
    own = [item["accuracy"] for item in history]
    assert own[2] is own[3] is None and own[0] < own[1]
    assert [item["shown"] for item in history] == [own[0], own[1], own[1], own[1]]
    assert kernel["default_final"] == history[1]["id"] and kernel["finals"] == []
    assert kernel["above"]["name"] == "stride"
    assert team(course, "stride")["above"] is None


def test_what_is_left_of_the_day_goes_by_the_time(course: Course) -> None:
    publish(course, START + timedelta(hours=2))
    assert (team(course, "kernel")["left"], team(course, "stride")["left"]) == (0, 1)
    assert team(course, "kernel")["next"] == "2026-11-25T00:00:00+00:00"
    publish(course, START + timedelta(days=1))
    assert (team(course, "kernel")["left"], team(course, "kernel")["next"]) == (3, None)


def test_a_team_without_entries_has_a_document(course: Course) -> None:
    with (course.settings.root / "teams.csv").open("a") as file:
        file.write("flo,newcomers\n")
    fresh = Course.open(course.settings.root)
    publish(fresh)
    newcomers = team(course, "newcomers")
    assert newcomers["members"] == ["flo"] and newcomers["history"] == [] and newcomers["left"] == 3


def test_the_version_grows_only_when_something_changes(course: Course) -> None:
    before = publish(course)
    stamp = (course.settings.published_folder / "board.json").stat().st_mtime_ns
    assert publish(course) == before
    assert (course.settings.published_folder / "board.json").stat().st_mtime_ns == stamp
    hand_in(course.settings.root, "padding", "It crashed.", 2000, "di")
    assert update(course.settings.root).version == before + 1


def test_nothing_published_tells_what_is_not_released(course: Course) -> None:
    """An entry that is not surely better moves the own team's list of hand-ins, and a count, and no score."""
    course_root, folder = course.settings.root, course.settings.published_folder
    publish(course, START)
    before = {path: path.read_bytes() for path in folder.rglob("*.json")}
    worse = probabilities(0.7, 77)
    hand_in(course_root, "dropout", worse, 3000, "ed")
    course.ingest()
    assert replay(course.facts())["status"].iloc[-1] == "unchanged"
    publish(course, START)
    after = {path: path.read_bytes() for path in folder.rglob("*.json")}
    changed = {path.name for path in after if after[path] != before.get(path)}
    assert changed == {"board.json", f"{team_key('dropout')}.json"}
    old, new = (json.loads(documents_[folder / "board.json"]) for documents_ in (before, after))
    for row in (*old["rows"], *new["rows"]):
        del row["entries"]
    assert new["rows"] == old["rows"] and new["ceiling"] == old["ceiling"]


def test_only_the_owner_can_read_and_no_label_is_told_to_students(course: Course) -> None:
    folder = course.settings.published_folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    disputed = {one["id"] for one in read(course, "instructor.json")["disputes"]}
    assert disputed and not any(
        uid in path.read_text()
        for uid in IDS
        for path in [folder / "board.json", *(folder / "teams").iterdir()]
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to another group")
def test_with_a_group_the_page_may_read_and_leave_requests(course: Course) -> None:
    course.settings.group = "nogroup"
    publish(course)
    folder = course.settings.published_folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2750
    assert stat.S_IMODE((folder / "requests").stat().st_mode) == 0o2770
    assert folder.group() == (folder / "requests").group() == "nogroup"
    (folder / "board.json").unlink()
    publish(course)
    path = folder / "board.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 and path.group() == "nogroup"


def test_disputed_images_are_there_as_pictures_until_they_are_not_disputed(course: Course) -> None:
    folder = course.settings.published_folder / "images"
    disputed = {one["id"] for one in read(course, "instructor.json")["disputes"]}
    assert {path.stem for path in folder.iterdir()} == disputed != set()
    with Image.open(next(folder.iterdir())) as picture:
        assert picture.size == (24, 24)
    (folder / "stale.png").write_bytes(b"")
    publish(course)
    assert {path.stem for path in folder.iterdir()} == disputed


def test_requests_are_obeyed(course: Course) -> None:
    first = team(course, "kernel")["history"][0]["id"]
    image = read(course, "instructor.json")["disputes"][0]["id"]
    ask(course, kind="finals", team="kernel", entries=[first])
    ask(course, kind="label", image=image, status="ambiguous", label=None, why="two people")
    done = update(course.settings.root)
    assert done.requests == 2 and not list((course.settings.published_folder / "requests").iterdir())
    assert team(course, "kernel")["finals"] == [first]
    instructor = read(course, "instructor.json")
    (dispute,) = [one for one in instructor["disputes"] if one["id"] == image]
    assert (dispute["status"], dispute["who"], dispute["decided"]) == ("ambiguous", "ada", True)
    assert (instructor["labels_version"], instructor["labels_pending"]) == (0, 1)
    ask(course, kind="rescore")
    update(course.settings.root)
    instructor = read(course, "instructor.json")
    assert (instructor["labels_version"], instructor["labels_pending"]) == (1, 0)
    assert read(course, "board.json")["images"] == 47
    ask(course, kind="freeze")
    update(course.settings.root)
    board, instructor = read(course, "board.json"), read(course, "instructor.json")
    assert board["state"] == "frozen" and board["half"] == "private" and board["snapshot"]
    assert all(len(row["recall"]) == 8 for row in board["rows"])
    assert instructor["private"].keys() == {
        team_key(name) for name in ("kernel", "stride", "padding", "dropout")
    }
    assert instructor["shake_up"]["teams"]
    kernel = team(course, "kernel")
    assert sum(map(sum, kernel["confusion"])) == 47 and kernel["left"] == 0
    assert instructor["problems"] == []


def test_requests_that_ask_too_much_are_refused_and_told(course: Course) -> None:
    requests = course.settings.published_folder / "requests"
    ask(course, kind="finals", team="kernel", entries=["not mine"])
    ask(course, kind="label", image="nowhere", status="ok", label=None, why="")
    (requests / "a.json").write_bytes(b'{"kind": "freeze", "by": "SECRET"}')
    (requests / "b.json").write_bytes(b"[" * 10_000)
    (requests / "c.json").write_bytes(b" " * 20_000)
    (requests / "d.json").symlink_to(course.settings.heldout.directory / "faces.json")
    (requests / "f.json").mkdir()
    os.mkfifo(requests / "e.json")
    (requests / ".half-written").write_bytes(b"{")
    assert inbox.process(course) == 8
    left = {path.name for path in requests.iterdir() if path.is_file()}
    assert left == {".half-written"}
    problems = course.rulings.problems()
    assert len(problems) >= 6 and not any("SECRET" in problem for problem in problems)
    assert (course.settings.heldout.directory / "faces.json").exists()
    assert course.rulings.freezes() == [] and course.rulings.decisions() == []
    assert inbox.process(course) == 0


def test_pseudonyms_are_shown_to_others_and_the_real_name_to_the_own_team(tmp_path: Path) -> None:
    root = board_course.small_class(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Leaderboard.pseudonyms = True\n")
    course = opened(root)
    publish(course)
    text = (course.settings.published_folder / "board.json").read_text()
    for name in ("kernel", "stride", "padding", "dropout"):
        assert name not in text
        own = team(course, name)
        assert own["team"] == name and own["name"] in text
