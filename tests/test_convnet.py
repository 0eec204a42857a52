"""The instructor's model learns what a picture shows wherever it is, and answers in probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard import convnet

pytestmark = pytest.mark.slow


def pictures(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Stripes of two directions and colours, at random places."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 4
    images = rng.integers(0, 60, (count, 12, 12, 3), dtype=np.uint8)
    for image, label, place in zip(images, labels, rng.integers(0, 12, count), strict=True):
        stripe = image[place] if label % 2 else image[:, place]
        stripe[:, 0 if label < 2 else 2] = 250
    return images, labels


def test_it_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    (images, labels), (unseen, truth) = pictures(320, 0), pictures(100, 1)
    told: list[tuple[int, int]] = []
    found, size = convnet.train(images, labels, unseen, 5, 1, lambda *done: told.append(done))
    assert found.probabilities.shape == (100, 5) and found.seconds > 0
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, atol=1e-9)
    assert (found.probabilities.argmax(axis=1) == truth).mean() > 0.7
    assert told[0] == (0, 20) and told[-1] == (20, 20)
    assert 100_000 < size < 1_000_000
