"""Metrics of predictions: worked examples, and what must hold for any predictions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from leaderboard import scoring


def sure(classes: list[int], share: float = 1.0, count: int = 8) -> np.ndarray:
    """Rows that give one class a share and the others the rest, in equal parts."""
    rows = np.full((len(classes), count), (1 - share) / (count - 1))
    rows[np.arange(len(classes)), classes] = share
    return rows


def test_a_worked_example() -> None:
    labels = np.array([0, 1, 2, 2])
    scores = scoring.score(sure([0, 1, 2, 0], 0.65, 3), labels)
    assert scores.accuracy == 0.75
    assert scores.log_loss == pytest.approx((3 * -math.log(0.65) - math.log(0.175)) / 4)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 1 + 2 / 3) / 3)
    assert scores.recall.tolist() == [1, 1, 0.5]
    assert scores.calibration_error == pytest.approx(0.10)


def test_being_sure_and_right_is_perfect() -> None:
    labels = np.arange(16) % 8
    scores = scoring.score(sure(labels.tolist()), labels)
    assert (scores.accuracy, scores.macro_f1, scores.calibration_error) == (1, 1, 0)
    assert scores.log_loss == pytest.approx(0, abs=1e-9) and np.all(scores.recall == 1)


def test_being_sure_and_wrong_is_finite() -> None:
    labels = np.zeros(3, dtype=np.int64)
    scores = scoring.score(sure([1, 1, 1]), labels)
    assert scores.accuracy == 0 and scores.calibration_error == 1 and math.isfinite(scores.log_loss)


def test_a_class_without_images_has_no_recall() -> None:
    recall = scoring.score(sure([0, 1]), np.array([0, 1])).recall
    assert recall[:2].tolist() == [1, 1] and np.isnan(recall[2:]).all()


def test_equal_probabilities_are_chance() -> None:
    labels = np.arange(80) % 8
    scores = scoring.score(np.full((80, 8), 1 / 8), labels)
    assert scores.accuracy == 1 / 8 and scores.log_loss == pytest.approx(math.log(8))


def test_many_entries_at_once_are_scored_as_each_alone() -> None:
    rng = np.random.default_rng(0)
    labels, entries = rng.integers(0, 8, 30), rng.dirichlet(np.ones(8), size=(5, 30))
    together = scoring.score(entries, labels)
    for number, probabilities in enumerate(entries):
        alone = scoring.score(probabilities, labels)
        for name in ("accuracy", "log_loss", "macro_f1", "calibration_error", "recall"):
            assert np.array_equal(getattr(together, name)[number], getattr(alone, name), equal_nan=True)


def test_confusion_has_labels_in_rows() -> None:
    matrix = scoring.confusion(sure([0, 0, 1], count=2), np.array([0, 1, 1]))
    assert matrix.tolist() == [[1, 0], [1, 1]]


@settings(derandomize=True, max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(2, 9), st.integers(0, 2**32 - 1))
def test_any_predictions(images: int, classes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(classes, 0.3), size=images)
    labels = rng.integers(0, classes, images)
    scores = scoring.score(probabilities, labels)
    answers, every = probabilities.argmax(axis=1), np.arange(classes)
    assert scores.accuracy == pytest.approx(metrics.accuracy_score(labels, answers))
    assert scores.log_loss == pytest.approx(metrics.log_loss(labels, probabilities, labels=every))
    f1 = metrics.f1_score(labels, answers, labels=every, average="macro", zero_division=0)
    assert scores.macro_f1 == pytest.approx(f1)
    assert np.array_equal(
        scoring.confusion(probabilities, labels), metrics.confusion_matrix(labels, answers, labels=every)
    )
    assert 0 <= scores.calibration_error <= 1 and 0 <= scores.macro_f1 <= 1 and scores.log_loss >= 0
    matrix = scoring.confusion(probabilities, labels)
    assert matrix.sum() == images and np.trace(matrix) == round(scores.accuracy * images)
    counts = matrix.sum(axis=1)
    shown = counts > 0
    assert np.allclose(scores.recall[shown], np.diag(matrix)[shown] / counts[shown])
