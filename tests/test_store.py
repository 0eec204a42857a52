"""The database: entries stay, whoever writes; the first grading counts; migrations; permissions."""

from __future__ import annotations

import dataclasses
import multiprocessing
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from autograder.entries import About, Failed, Predictions
from autograder.outcomes import Outcome
from leaderboard import tables
from leaderboard.store import NO_ANSWER, News, Store
from leaderboard.tables import DatabaseUnusable

ABOUT = About(
    assignment="celebrity_project",
    student="ann",
    team="kernel",
    handed_in="2026-11-24T10:00:00+00:00",
    graded="2026-11-24T10:05:00+00:00",
    model_bytes=1234,
    heldout="abc",
    work="first",
)
FAILED = Failed(Outcome.TIMED_OUT, "too slow")
IMAGES = 6


def predictions(seed: int = 0) -> Predictions:
    return Predictions(np.random.default_rng(seed).dirichlet(np.ones(8), IMAGES), 0.5)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql").database())
    return f"sqlite:///{tmp_path / 'heldout' / 'board.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.engine.dispose()


def test_an_entry_comes_back_as_it_was(store: Store) -> None:
    uid, news = store.add("f1", ABOUT, predictions(), cap=5)
    frame, answers = store.read("celebrity_project", "abc", IMAGES)
    (row,) = frame.to_dict("records")
    assert news is News.NEW and row["entry"] == uid
    assert (row["student"], row["team"], row["cap"], row["outcome"]) == ("ann", "kernel", 5, "passed")
    assert row["handed_in"].isoformat() == ABOUT.handed_in
    assert np.array_equal(store.probabilities([uid])[0], predictions().probabilities)
    assert np.array_equal(answers[0], predictions().probabilities.argmax(axis=1))
    assert store.files() == {"f1"}


def test_the_same_file_again_is_nothing_new(store: Store) -> None:
    store.add("f1", ABOUT, predictions(), cap=5)
    assert store.add("f1", ABOUT, predictions(), cap=9)[1] is News.KNOWN
    assert store.read("celebrity_project", "abc", IMAGES)[0]["cap"].tolist() == [5]


def test_graded_again_the_first_predictions_count_until_somebody_takes_the_others(store: Store) -> None:
    uid, _ = store.add("f1", ABOUT, predictions(0), cap=5)
    assert store.add("f2", ABOUT, predictions(1), cap=5) == (uid, News.DIFFERENT)
    assert np.array_equal(store.probabilities([uid])[0], predictions(0).probabilities)
    assert store.differing("celebrity_project", "abc") == [uid]
    assert store.take(uid) and not store.take(uid)
    assert np.array_equal(store.probabilities([uid])[0], predictions(1).probabilities)
    assert store.differing("celebrity_project", "abc") == []


def test_rounding_is_no_other_answer(store: Store) -> None:
    store.add("f1", ABOUT, predictions(), cap=5)
    nearly = predictions().probabilities * 0.999 + 0.001 / 8
    assert store.add("f2", ABOUT, Predictions(nearly, 0.4), cap=5)[1] is News.SAME
    assert store.differing("celebrity_project", "abc") == []


def test_predictions_repair_a_failed_grading_and_take_part_from_then_on(store: Store) -> None:
    uid, _ = store.add("f1", ABOUT, FAILED, cap=5)
    later = dataclasses.replace(ABOUT, work="second", handed_in="2026-11-24T11:00:00+00:00")
    store.add("f2", later, predictions(1), cap=5)
    frame, answers = store.read("celebrity_project", "abc", IMAGES)
    assert frame["outcome"].tolist() == ["timed out", "passed"] and frame["message"][0] == "too slow"
    assert (answers[0] == NO_ANSWER).all()
    assert store.add("f3", ABOUT, predictions(), cap=5)[1] is News.REPAIRED
    frame, _ = store.read("celebrity_project", "abc", IMAGES)
    assert frame["outcome"].tolist() == ["passed", "passed"]
    assert frame["entry"].tolist()[1] == uid  # now the last one


def test_a_failure_when_graded_again_takes_nothing_away(store: Store) -> None:
    uid, _ = store.add("f1", ABOUT, predictions(), cap=5)
    assert store.add("f2", ABOUT, FAILED, cap=5)[1] is News.SAME
    assert np.array_equal(store.probabilities([uid])[0], predictions().probabilities)


def test_entries_on_other_images_are_kept_and_not_shown(store: Store) -> None:
    store.add("f1", ABOUT, predictions(), cap=5)
    store.add("f2", dataclasses.replace(ABOUT, heldout="other"), predictions(), cap=5)
    store.add("f3", dataclasses.replace(ABOUT, assignment="other"), predictions(), cap=5)
    assert len(store.read("celebrity_project", "abc", IMAGES)[0]) == 1
    assert len(store.files()) == 3


@pytest.mark.parametrize("name", ["a\0b", "'; DROP TABLE entries; --", "\ud800", "x" * 10_000, "", "🂡\u202e"])
def test_any_name_can_be_stored(store: Store, name: str) -> None:
    about = dataclasses.replace(ABOUT, team=name, student=name)
    store.add("f1", about, Failed(Outcome.CRASHED, name), cap=5)
    frame, _ = store.read("celebrity_project", "abc", IMAGES)
    assert len(frame) == 1 and "\0" not in frame["team"][0]


def test_without_a_time_of_the_hand_in_that_of_the_grading_counts(store: Store) -> None:
    store.add("f1", dataclasses.replace(ABOUT, handed_in=""), predictions(), cap=5)
    store.add("f2", dataclasses.replace(ABOUT, handed_in="2026-11-24 09:00:00"), predictions(), cap=5)
    when = store.read("celebrity_project", "abc", IMAGES)[0]["handed_in"]
    assert [time.isoformat() for time in when] == [ABOUT.graded, "2026-11-24T09:00:00+00:00"]


def _write(url: str, writer: int, count: int, barrier: object) -> None:
    barrier.wait()  # type: ignore[attr-defined]
    store = Store(url)  # also the tables are made by whoever comes first
    for number in range(count):
        about = dataclasses.replace(ABOUT, team=f"team {writer}", work=f"{writer} {number}")
        store.add(f"{writer}-{number}", about, predictions(number), cap=5)
        store.add(
            f"shared-{number}", dataclasses.replace(ABOUT, work=f"shared {number}"), predictions(), cap=5
        )


def test_two_processes_that_write_at_once_lose_nothing(url: str) -> None:
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    writers = [context.Process(target=_write, args=(url, number, 12, barrier)) for number in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    store = Store(url)
    frame, _ = store.read("celebrity_project", "abc", IMAGES)
    assert len(frame) == 3 * 12 and frame["turn"].tolist() == list(range(1, 37))
    assert store.files() == {f"{kind}-{number}" for kind in (0, 1, "shared") for number in range(12)}
    store.engine.dispose()


def test_an_entry_is_stored_whole_or_not_at_all(store: Store) -> None:
    store.add("f1", ABOUT, predictions(), cap=5)
    with pytest.raises(sa.exc.IntegrityError):
        store.add("f1", dataclasses.replace(ABOUT, work="other"), predictions(), cap=5)
    assert len(store.read("celebrity_project", "abc", IMAGES)[0]) == 1


def test_only_the_owner_can_open_the_file(tmp_path: Path) -> None:
    path = tmp_path / "heldout" / "board.db"
    Store(f"sqlite:///{path}").engine.dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    Store(f"sqlite:///{path}").engine.dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_opening_again_changes_nothing(url: str) -> None:
    Store(url).add("f1", ABOUT, predictions(), cap=5)
    assert Store(url).files() == {"f1"}


@pytest.mark.parametrize("bad", ["nonsense", "sqlite:////proc/nowhere/x.db", "oracle+none://x"])
def test_a_database_that_cannot_be_used_is_told_in_one_line(bad: str) -> None:
    with pytest.raises(DatabaseUnusable):
        Store(bad)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("my notes, and long ones: " * 50)
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        Store(f"sqlite:///{path}")
    assert path.read_text().startswith("my notes")
