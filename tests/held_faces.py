"""Held-out faces that a test can see through, and a store that gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.heldout import PRIVATE, PUBLIC, HeldOut, HeldOutFaces
from autograder.outcomes import Failure

Images = npt.NDArray[np.uint8]
TARGET = 0.725  # steps of a tenth above chance
VALIDATION, TEST, TRAIN = 80, 80, 400


def face(person: npt.NDArray[Any], rng: np.random.Generator) -> Images:
    """Make images whose first pixel tells who is shown; the rest is noise."""
    images = rng.integers(0, 256, (len(person), 6, 6, 3), dtype=np.uint8)
    images[:, 0, 0, 0] = person
    return images


def faces(**changes: Any) -> HeldOutFaces:
    rng = np.random.default_rng(4)
    labels, validation_labels = np.arange(TEST) % 8, np.arange(VALIDATION) % 8
    noisy = np.zeros(TRAIN, dtype=np.bool_)
    noisy[rng.permutation(TRAIN)[:30]] = True
    usual = HeldOutFaces(
        images=face(labels, rng),
        labels=labels,
        true_labels=np.full(TEST, -1),
        half=np.where(np.arange(TEST) < TEST // 2, PUBLIC, PRIVATE),
        ids=tuple(f"id{number}" for number in range(TEST)),
        names=tuple("abcdefgh"),
        validation_images=face(validation_labels, rng),
        validation_labels=validation_labels,
        noisy_train=noisy,
        target=TARGET,
    )
    return replace(usual, **changes)


class Store(HeldOut):
    """A store that holds given faces."""

    def __init__(self, held: HeldOutFaces) -> None:
        super().__init__(Path("nowhere"))
        self.held = held

    def faces(self) -> HeldOutFaces:
        return self.held


def named(failure: Failure | None) -> str | None:
    """Return the name of the misconception that a failure carries."""
    assert failure is not None
    return failure.misconception.name if failure.misconception else None
