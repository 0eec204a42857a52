"""What a class's hub looks at before it starts; test_hub_class.py has the whole of it."""

from __future__ import annotations

import os
import pwd
from dataclasses import replace
from pathlib import Path

import pytest
from test_hub_classroom import classroom

from autograder.hub import Classroom, preflight


@pytest.fixture
def ready(tmp_path: Path) -> Classroom:
    """A classroom with folders as they have to be, all of the user who runs the tests."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    room = replace(classroom(tmp_path), exchange=tmp_path / "exchange", grader=me, service_user=me)
    for folder in (room.course_dir, room.state_dir):
        folder.mkdir(mode=0o700)
    room.exchange.mkdir()
    room.exchange.chmod(0o1777)
    return room


def told(room: Classroom, part: str) -> list[str]:
    return [line for line in preflight.problems(room) if part in line]


def test_folders_of_the_course_and_the_hub_are_their_owners_only(ready: Classroom) -> None:
    for folder in (ready.course_dir, ready.state_dir):
        assert told(ready, f"{folder} ") == []
        folder.chmod(0o750)
        (problem,) = told(ready, f"{folder} ")
        assert "can be entered by others" in problem
        assert "install -d -o" in problem
        folder.rmdir()
        assert "cannot be looked at (No such file" in told(ready, f"{folder} ")[0]
        folder.write_text("")
        assert told(ready, f"{folder} ") == [f"{folder} is no folder"]


def test_a_course_of_somebody_else_is_named(ready: Classroom) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(ready.course_dir, 12_345, -1)
    assert "belongs to user 12345 and not to" in told(ready, f"{ready.course_dir} ")[0]


def test_the_boards_folder_is_written_by_one_user_and_read_by_another(
    ready: Classroom, tmp_path: Path
) -> None:
    inner = f"{ready.course_dir / 'board'}, of"
    assert told(ready, inner) == []  # without the team project there is none
    (ready.course_dir / "source" / "celebrity_project").mkdir(parents=True)
    (inside,) = told(ready, inner)
    assert "lies in the course directory" in inside and "board_dir" in inside
    folder = tmp_path / "board"
    room = replace(ready, board_dir=folder)
    (missing,) = told(room, f"{folder} ")
    assert f"-m 2750 {folder}" in missing
    folder.mkdir()
    folder.chmod(0o2755)
    (mode,) = told(room, f"{folder} ")
    assert "has the mode 2755 and not 2750" in mode
    folder.chmod(0o2750)
    assert not told(room, f"{folder} has") and not told(room, f"{folder} does")
    if os.geteuid() == 0:
        os.chown(folder, -1, 12_345)
        folder.chmod(0o2750)
        assert "does not belong to" in told(room, f"{folder} ")[0]


def test_the_exchange_is_for_everybody(ready: Classroom) -> None:
    assert told(ready, "everybody can write") == []
    ready.exchange.chmod(0o755)
    (problem,) = told(ready, "everybody can write")
    assert f"install -d -m 1777 {ready.exchange}" in problem


def test_users_have_to_be_there_and_do_not_log_in(ready: Classroom) -> None:
    assert told(ready, "no user") == []
    absent = replace(ready, grader="no-such-user", students=frozenset({"bob", ready.service_user}))
    assert "'adduser --system --group no-such-user'" in told(absent, "no user no-such-user")[0]
    assert len(told(absent, "cannot log in to it as well")) == 1


def test_nothing_of_a_class_runs_as_root_but_the_hub(ready: Classroom) -> None:
    alone = replace(ready, grader="", service_user="")
    if os.geteuid() == 0:
        assert len(told(alone, "would run as root")) == 1
    else:
        assert "started by root" in told(ready, "started by root")[0]


def test_a_way_that_students_cannot_pass_is_named(ready: Classroom, tmp_path: Path) -> None:
    way = tmp_path / "closed"
    (way / "exchange").mkdir(parents=True)
    (way / "exchange").chmod(0o1777)
    way.chmod(0o700)
    problems = told(replace(ready, exchange=way / "exchange"), f"cannot reach {way / 'exchange'}")
    assert len(problems) == 1 and "chmod o+x" in problems[0]
