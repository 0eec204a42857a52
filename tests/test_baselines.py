"""The fully connected baseline: the same each time, and it learns where there is something."""

from __future__ import annotations

import numpy as np

from leaderboard import baselines


def pictures(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 8
    images = rng.integers(0, 256, (count, 4, 4, 3), dtype=np.uint8)
    images[:, 0, 0, 0] = labels * 30
    images[:, 1, 1, 1] = (labels % 2) * 250
    return images, labels


def test_it_learns_and_is_the_same_for_the_same_seed() -> None:
    (images, labels), (unseen, truth) = pictures(240, 0), pictures(80, 1)
    first, size = baselines.train(images, labels, unseen, 8, seed=1)
    again, _ = baselines.train(images, labels, unseen, 8, seed=1)
    other, _ = baselines.train(images, labels, unseen, 8, seed=2)
    assert np.array_equal(first.probabilities, again.probabilities)
    assert not np.array_equal(first.probabilities, other.probabilities)
    assert (first.probabilities.argmax(axis=1) == truth).mean() > 0.4
    np.testing.assert_allclose(first.probabilities.sum(axis=1), 1)
    assert size == 4 * (48 * 200 + 200 + 200 * 50 + 50 + 50 * 8 + 8)


def test_somebody_who_is_not_in_the_training_images_gets_no_probability() -> None:
    images, labels = pictures(240, 0)
    some = labels != 3
    found, _ = baselines.train(images[some], labels[some], images[:16], 8, seed=0)
    assert (found.probabilities[:, 3] == 0).all()
