"""A course's leaderboard as people use it: entries come in, labels are corrected, the board is frozen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import board_course
import numpy as np
import pytest
from board_course import faces, hand_in, opened, probabilities

from leaderboard import board, freeze
from leaderboard.course import Course, NotAllowed
from leaderboard.freeze import SnapshotUnusable
from leaderboard.replay import replay
from leaderboard.store import News

IDS = faces().ids


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class at work, made once."""
    root = board_course.small_class(tmp_path_factory.mktemp("board") / "course")
    opened(root).train()
    return root


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Iterator[Course]:
    shutil.copytree(template, tmp_path / "course")
    course = Course.open(tmp_path / "course")
    yield course
    course.store.engine.dispose()


def uid(course: Course, team: str, number: int) -> str:
    history = replay(course.facts())
    mine = history[(history["team"] == team) & (history["number"] == number)]
    return str(mine["entry"].iloc[0])


def test_entries_come_in_once_in_the_order_of_the_hand_ins(course: Course) -> None:
    assert not course.ingest().news
    history = replay(course.facts())
    assert history["handed_in"].is_monotonic_increasing
    assert history["status"].value_counts().to_dict() == {
        "released": 7,
        "unchanged": 1,
        "failed": 1,
        "over the cap": 1,
    }
    assert course.board()["kind"].value_counts().to_dict() == {
        "team": 4,
        "instructor": 1,
        "baseline": 1,
        "chance": 1,
    }


def test_graded_again_with_another_answer_is_told_and_can_be_taken(course: Course) -> None:
    root = course.settings.root
    before = course.board()
    hand_in(root, "padding", probabilities(0.97, 99), 20, "di", graded=500)
    taken = course.ingest()
    assert taken.news == {News.DIFFERENT: 1}
    assert "di" in taken.problems[0] and "--take-regraded" in taken.problems[0]
    assert course.rulings.problems()[-1].endswith(taken.problems[0])
    assert course.board().equals(before)
    assert course.take_regraded() == 1
    assert course.board().set_index("team").loc["padding", "accuracy"] > 0.9


def test_a_damaged_or_strange_entry_stops_nobody(course: Course) -> None:
    root = course.settings.root
    (root / "heldout" / "entries" / "damaged.npz").write_bytes(b"PK nonsense")
    hand_in(root, "odd", np.full((3, 8), 0.125), 300)
    hand_in(root, "late", probabilities(0.5, 50), 310)
    for _ in range(2):  # the problem is told again, and noted once
        taken = course.ingest()
        assert len(taken.problems) == 2
    assert len(course.rulings.problems()) == 2
    assert "late" in board.teams(course.board())["team"].tolist()


def test_labels_are_decided_then_applied_with_a_report(course: Course) -> None:
    before = course.board().set_index("team")
    public = course.facts().images.public
    wrong = int(np.flatnonzero(public)[0])
    course.decide(IDS[wrong], "wrong", (wrong + 3) % 8, "ada", "look at it")
    course.decide(IDS[1], "ambiguous", None, "ada", "two people")
    assert course.board().set_index("team")["accuracy"].equals(before["accuracy"])
    result = course.rescore("ada")
    assert result.version == 1
    after = course.board().set_index("team")
    changes = result.changes.set_index("team")
    for team in changes.index:
        assert changes.loc[team, "accuracy_before"] == before.loc[team, "accuracy"]
        assert changes.loc[team, "accuracy_after"] == after.loc[team, "accuracy"]
    assert int(course.facts().images.scored("public").sum()) == 47
    with pytest.raises(NotAllowed, match="Nobody has decided"):
        course.rescore("ada")
    course.decide(IDS[wrong], "ok", None, "bob", "it was right")
    course.decide(IDS[1], "ok", None, "bob", "it was right")
    course.rescore("bob")
    assert course.board().set_index("team")["accuracy"].equals(before["accuracy"])


@pytest.mark.parametrize(
    ("image", "status", "label", "told"),
    [
        ("nonsense", "ok", None, "No held-out image"),
        (IDS[0], "gone", None, "one of ok"),
        (IDS[0], "wrong", None, "new label"),
        (IDS[0], "ok", 3, "new label"),
        (IDS[0], "wrong", 8, r"0 \(Person A\) to 7 \(Person H\)"),
    ],
)
def test_decisions_that_mean_nothing_are_refused(
    course: Course, image: str, status: str, label: int | None, told: str
) -> None:
    with pytest.raises(NotAllowed, match=told):
        course.decide(image, status, label, "ada", "")  # type: ignore[arg-type]
    assert course.rulings.decisions() == []


def test_released_entries_of_a_team_can_be_named_for_the_final(course: Course) -> None:
    first, second, unchanged = (uid(course, "kernel", number) for number in (1, 2, 3))
    foreign = uid(course, "stride", 1)
    for chosen in ([unchanged], [foreign], ["nonsense"], [first, first], [first, second, unchanged]):
        with pytest.raises(NotAllowed):
            course.choose_finals("kernel", chosen, "ann")
    with pytest.raises(NotAllowed, match="No team"):
        course.choose_finals("nobody", [], "ann")
    course.choose_finals("kernel", [second, first], "ann")
    course.choose_finals("kernel", [first], "ann")
    assert course.rulings.finals() == {"kernel": (first,)}
    course.freeze("ada")
    assert course.board().set_index("team").loc["kernel", "entry"] == first


def test_the_frozen_board_is_rebuilt_bit_for_bit(course: Course) -> None:
    final = course.freeze("ada")
    path = freeze.snapshot_path(course.settings.heldout, final.digest)
    assert freeze.rebuild(path).document() == final.document() == path.with_suffix(".json").read_bytes()
    # nothing but the snapshot is needed
    elsewhere = course.settings.root.with_name("elsewhere")
    shutil.copytree(path.parent, elsewhere)
    shutil.rmtree(course.settings.root / "release")
    assert freeze.rebuild(elsewhere / path.name) == final


def test_a_snapshot_that_was_changed_is_told(course: Course) -> None:
    path = freeze.snapshot_path(course.settings.heldout, course.freeze("ada").digest)
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays["labels"] = arrays["labels"][::-1]
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    with pytest.raises(SnapshotUnusable, match="was changed"):
        freeze.rebuild(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(SnapshotUnusable, match="cannot be read"):
        freeze.rebuild(path)


def test_a_final_board_that_was_changed_is_told(course: Course) -> None:
    path = freeze.snapshot_path(course.settings.heldout, course.freeze("ada").digest)
    beside = path.with_suffix(".json")
    beside.write_bytes(beside.read_bytes().replace(b"stride", b"kernel", 1))
    with pytest.raises(SnapshotUnusable, match="differs"):
        freeze.rebuild(path)


def test_the_private_half_is_looked_at_once(course: Course) -> None:
    course.freeze("ada")
    frozen = course.board()
    with pytest.raises(NotAllowed, match="has been frozen since"):
        course.freeze("bob")
    with pytest.raises(NotAllowed, match="No label has changed"):
        course.freeze("bob", again=True)
    with pytest.raises(NotAllowed, match="frozen"):
        course.choose_finals("kernel", [], "ann")
    hand_in(course.settings.root, "dropout", probabilities(1.0, 1), 900, "ed")
    course.ingest()
    assert course.board().equals(frozen)
    assert replay(course.facts())["status"].iloc[-1] == "after the freeze"


def test_labels_that_are_corrected_after_the_freeze_make_a_new_snapshot(course: Course) -> None:
    course.freeze("ada")
    frozen = course.board()
    hand_in(course.settings.root, "dropout", probabilities(1.0, 1), 900, "ed")
    course.ingest()
    last = len(IDS) - 1
    course.decide(IDS[last], "ambiguous", None, "ada", "nobody is to be seen")
    course.rescore("ada")
    assert course.board().equals(frozen)
    second = course.freeze("ada", again=True)
    assert [one.digest for one in course.rulings.freezes()][1] == second.digest
    corrected = course.board()
    assert corrected["entries"].sum() == frozen["entries"].sum()
    assert set(corrected["team"]) == set(frozen["team"])
    assert (corrected["low"].to_numpy() != frozen["low"].to_numpy()).any()


def test_an_empty_board_cannot_be_frozen(tmp_path: Path) -> None:
    course = opened(board_course.make(tmp_path / "empty"))
    with pytest.raises(NotAllowed, match="no entries"):
        course.freeze("ada")
    with pytest.raises(NotAllowed, match="not frozen yet"):
        course.freeze("ada", again=True)


def test_without_training_images_there_is_no_baseline_and_a_reason(course: Course) -> None:
    shutil.rmtree(course.settings.root / "release")
    assert "baseline" not in course.board()["kind"].tolist()
    assert "autograder data faces" in course.rulings.problems()[-1]
