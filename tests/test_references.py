"""The models that are always on the board: trained once for a data set, and an instructor's hand-in first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import board_course
import numpy as np
import pytest
from board_course import hand_in, opened, probabilities

from autograder.entries import Predictions
from leaderboard import convnet
from leaderboard.course import Course


def kinds(course: Course) -> dict[str, int]:
    return {str(kind): int(count) for kind, count in course.board()["kind"].value_counts().items()}


def quick(
    images: np.ndarray,
    labels: np.ndarray,
    heldout: np.ndarray,
    people: int,
    seed: int,
    progress: Callable[[int, int], object],
) -> tuple[Predictions, int]:
    """Stands for the training of the convolutional net, which test_convnet.py tests."""
    assert images.shape[1:] == heldout.shape[1:] and len(images) == len(labels)
    progress(1, 1)
    return Predictions(probabilities(0.8, seed), 0.5), 1234


def test_a_board_has_them_once_they_are_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convnet, "train", quick)
    root = board_course.make(tmp_path / "course")
    hand_in(root, "kernel", probabilities(0.5, 1))
    course = opened(root)
    assert kinds(course) == {"team": 1, "chance": 1}
    told = []
    names = course.train(lambda name, done, of: told.append((name, done, of)))
    assert names == ["Fully connected baseline", "Instructor's model"]
    assert {name for name, _, _ in told} == set(names) and all(done <= of for _, done, of in told)
    assert kinds(course) == {"team": 1, "chance": 1, "baseline": 1, "instructor": 1}
    board = course.board().set_index("kind")
    assert board.loc["instructor", "key"] == "instructor"  # no team's, whatever a team is called
    assert board.loc["instructor", "model_bytes"] == 1234 and board.loc["instructor", "entries"] == 0
    assert course.train() == []
    # an instructor's hand-in takes the place of what we trained
    hand_in(root, "instructor", probabilities(0.95, 2), 10, "instructor")
    course = opened(root)
    assert kinds(course) == {"team": 1, "chance": 1, "baseline": 1, "instructor": 1}
    assert course.board().set_index("kind").loc["instructor", "entries"] == 1
    final = course.freeze("ada")
    assert [row["kind"] for row in final.rows].count("instructor") == 1


def test_a_freeze_has_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convnet, "train", quick)
    root = board_course.make(tmp_path / "course")
    hand_in(root, "kernel", probabilities(0.5, 1))
    course = opened(root)
    final = course.freeze("ada")
    assert sorted(row["kind"] for row in final.rows) == ["baseline", "chance", "instructor", "team"]
    assert kinds(course) == {"team": 1, "chance": 1, "baseline": 1, "instructor": 1}


def test_they_are_trained_once_for_images_and_seed(tmp_path: Path) -> None:
    root = board_course.make(tmp_path / "course")
    hand_in(root, "instructor", probabilities(0.95, 2), 0, "instructor")
    course = opened(root)
    assert [model.name for model in course.untrained()] == ["Fully connected baseline"]
    assert course.train() == ["Fully connected baseline"]
    (first,) = course.facts().references
    assert course.train() == [] and course.facts().references[0].seconds == first.seconds
    course.settings.seed = 5
    assert course.facts().references == ()
    assert course.train() == ["Fully connected baseline"]
    (other,) = course.facts().references
    assert not np.array_equal(other.probabilities, first.probabilities)


def test_what_cannot_be_trained_is_told_and_the_board_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ImportError("no such module")

    monkeypatch.setattr(convnet, "train", fails)
    root = board_course.make(tmp_path / "course")
    course = Course.open(root)
    assert course.train() == []
    assert kinds(course) == {"chance": 1, "baseline": 1}  # what could be trained is kept
    assert any(
        "Instructor's model" in text and "no such module" in text for text in course.rulings.problems()
    )
    (root / "release" / "celebrity_project" / "faces.npz").unlink()
    assert course.train() == [] and kinds(course) == {"chance": 1}
    assert any("autograder data faces" in text for text in course.rulings.problems())
