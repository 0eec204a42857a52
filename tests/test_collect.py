"""nbgrader's own collecting, by its command and the formgrader, checks whose files hand-ins are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_course
from course import api
from nbgrader.api import Gradebook
from tiny_course import ME, RIGHT, WRONG, Tiny

from autograder.handin import SECRET


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return tiny_course.make(tmp_path_factory.mktemp("collect"), check_owner=True)


@pytest.fixture
def course(template: Tiny, tmp_path: Path) -> Iterator[Tiny]:
    yield tiny_course.copy(template, tmp_path)


def collect(course: Tiny, **options: bool) -> str:
    nbgrader = api(course)
    for name, value in options.items():
        nbgrader.config.ExchangeCollect[name] = value
    result = nbgrader.collect("tiny", update=options.get("update", True))
    assert result["success"], result
    return str(result["log"])


def test_the_latest_of_a_students_own_hand_ins_is_collected(course: Tiny) -> None:
    course.submit(ME, WRONG, when="2026-01-01 10:00:00.0 UTC")
    latest = course.submit(ME, RIGHT, when="2026-01-01 11:00:00.0 UTC")
    course.submit("daemon", RIGHT)
    log = collect(course)
    assert course.collected(ME) == (latest / "tiny.ipynb").read_bytes()
    assert f"It bears the name of daemon, but it belongs to {ME}." in log
    assert not (course.root / "submitted" / "daemon").exists()


def test_a_hand_in_is_replaced_by_a_later_one_only_if_that_is_wanted(course: Tiny) -> None:
    first = course.submit(ME, WRONG, when="2026-01-01 10:00:00.0 UTC")
    collect(course)
    second = course.submit(ME, RIGHT, when="2026-01-01 11:00:00.0 UTC")
    collect(course, update=False)
    assert course.collected(ME) == (first / "tiny.ipynb").read_bytes()
    collect(course)
    assert course.collected(ME) == (second / "tiny.ipynb").read_bytes()
    course.submit(ME, WRONG, when="2026-01-01 09:00:00.0 UTC")
    course.submit(ME, WRONG, when="2999-01-01 09:00:00.0 UTC")
    assert "no newer submission" in collect(course)
    assert course.collected(ME) == (second / "tiny.ipynb").read_bytes()


def test_the_last_before_the_due_date_where_that_is_wanted(course: Tiny) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-01-01 10:30:00 UTC")
    in_time = course.submit(ME, RIGHT, when="2026-01-01 10:00:00.0 UTC")
    course.submit(ME, WRONG, when="2026-01-01 11:00:00.0 UTC")
    course.configure("c.ExchangeCollect.before_duedate = True")
    collect(course)
    assert course.collected(ME) == (in_time / "tiny.ipynb").read_bytes()


def test_an_interrupted_replacement_is_repaired_and_the_old_hand_in_is_not_lost(
    course: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = course.submit(ME, WRONG, when="2026-01-01 10:00:00.0 UTC")
    collect(course)
    new = course.submit(ME, RIGHT, when="2026-01-01 11:00:00.0 UTC")
    rename, calls = os.rename, []

    def fails_once(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("autograder.collect.os.rename", fails_once)
        assert "No space left" in collect(course)
    assert course.collected(ME) == (old / "tiny.ipynb").read_bytes()
    collect(course)
    assert course.collected(ME) == (new / "tiny.ipynb").read_bytes()
    assert (course.root / "submitted" / ME / "tiny" / SECRET).read_text() == (new / SECRET).read_text()
    assert [path.name for path in (course.root / "submitted" / ME).iterdir()] == ["tiny"]


def test_students_whose_unix_names_differ_are_found_by_a_pattern(course: Tiny) -> None:
    course.configure(f"c.CheckedCollect.unix_name = '{ME[:1]}{{student}}'")
    course.submit(ME[1:], RIGHT)
    collect(course)
    assert course.collected(ME[1:])
