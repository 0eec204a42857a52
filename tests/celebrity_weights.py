"""What hand-ins of celebrity_project bring along: small models and lists, made from the tests' own faces."""

from __future__ import annotations

import functools
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from course import add_data

from autograder.datasets.heldout import DIRECTORY, HeldOut

ASSIGNMENT = "celebrity_project"
_PENALTY, _SHARPNESS = 5000.0, 10.0

# Puts the linear model into a Keras model of its own, saved as a whole.
_KERAS = """
import sys
import keras
import numpy as np

with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
inputs = keras.Input((48, 48, 3))
outputs = keras.layers.Dense(8, activation="softmax", name="people")(keras.layers.Flatten()(inputs))
model = keras.Model(inputs, outputs)
model.get_layer("people").set_weights([weights, bias])
model.save("linear.keras")
"""


@dataclass(frozen=True)
class _Faces:
    """The students' training images and labels, and which of these are wrong."""

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    noisy: npt.NDArray[np.bool_]


@functools.cache
def _faces() -> _Faces:
    with tempfile.TemporaryDirectory(prefix="convclass-faces-") as name:
        folder = Path(name) / "source" / ASSIGNMENT
        folder.mkdir(parents=True)
        add_data(Path(name), ASSIGNMENT)
        noisy = HeldOut(Path(name) / DIRECTORY).faces().noisy_train
        assert noisy is not None
        with np.load(folder / "faces.npz") as archive:
            return _Faces(archive["X_train"], archive["y_train"].astype(np.int64), noisy)


@functools.cache
def linear() -> bytes:
    """Ridge regression: ``weights`` (6912, 8) and ``bias`` (8,) for images as Task 3 prepares them.

    The results are logits. It is right for about 40 % of the held-out images of the tests, by far more
    than the target there.
    """
    faces = _faces()
    mean, std = faces.images.mean(axis=(0, 1, 2)), faces.images.std(axis=(0, 1, 2))
    inputs = ((faces.images - mean) / std).reshape(len(faces.images), -1)
    wanted = _SHARPNESS * (np.eye(8)[faces.labels] - 1 / 8)
    # as many equations as images, instead of one for each of the inputs
    weights = inputs.T @ np.linalg.solve(inputs @ inputs.T + _PENALTY * np.eye(len(inputs)), wanted)
    return _npz(weights=weights.astype(np.float32), bias=np.zeros(8))


@functools.cache
def linear_keras() -> bytes:
    """The same model as a whole Keras model."""
    with tempfile.TemporaryDirectory(prefix="convclass-linear-") as name:
        folder = Path(name)
        (folder / "linear.npz").write_bytes(linear())
        subprocess.run([sys.executable, "-c", _KERAS], cwd=folder, check=True, capture_output=True)
        return (folder / "linear.keras").read_bytes()


@functools.cache
def out_of_fold() -> bytes:
    """Probabilities for the training images by which those with a wrong label are the most suspicious.

    Real ones would find few of them on so few images, so these are drawn with the answer in mind.
    """
    faces = _faces()
    count = len(faces.labels)
    rng = np.random.default_rng(0)
    confidence = np.where(faces.noisy, rng.uniform(0, 0.1, count), rng.uniform(0.15, 1, count))
    probabilities = rng.dirichlet(np.ones(8), count)
    rows = np.arange(count)
    probabilities[rows, faces.labels] = 0
    probabilities *= ((1 - confidence) / probabilities.sum(axis=1))[:, None]
    probabilities[rows, faces.labels] = confidence
    return _npz(probabilities=probabilities)


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


RECIPES: dict[str, Callable[[], bytes]] = {
    "celebrity_linear": linear,
    "celebrity_linear_keras": linear_keras,
    "celebrity_out_of_fold": out_of_fold,
}
