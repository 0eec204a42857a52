"""The fully connected baseline: trained by ourselves on the students' images, once for a data set."""

from __future__ import annotations

import hashlib
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from autograder import entries as grader
from autograder.datasets.heldout import HeldOutFaces
from autograder.entries import Predictions
from autograder.errors import AutograderError
from leaderboard.board import BASELINE
from leaderboard.facts import Reference
from leaderboard.scoring import FloatArray
from leaderboard.settings import Leaderboard
from leaderboard.store import Store

FILE = "faces.npz"
_LAYERS, _EPOCHS, _BATCH = (200, 50), 20, 64
_RECIPE = f"{_LAYERS} {_EPOCHS} {_BATCH}"

Images = npt.NDArray[np.uint8]


class NoTrainingImages(AutograderError):
    """Raised when the images that students get cannot be read."""


def fully_connected(settings: Leaderboard, store: Store, faces: HeldOutFaces) -> Reference:
    """Return the baseline on the held-out images; trained when it is first asked for, and stored.

    Raises
    ------
    NoTrainingImages
    """
    images, labels = _training(settings)
    digest = hashlib.sha256(f"{_RECIPE} {settings.seed}".encode())
    for array in (images, labels):
        digest.update(np.ascontiguousarray(array).tobytes())
    heldout, made_from = grader.fingerprint(faces), digest.hexdigest()
    if store.reference(heldout, BASELINE, made_from) is None:
        predictions, size = train(images, labels, faces.images, len(faces.names), settings.seed)
        store.keep_reference(heldout, BASELINE, made_from, predictions, size)
    found = store.reference(heldout, BASELINE, made_from)
    assert found is not None
    predictions, size = found
    return Reference(BASELINE, predictions.probabilities, size, predictions.seconds)


def train(
    images: Images, labels: npt.NDArray[np.int64], heldout: Images, people: int, seed: int
) -> tuple[Predictions, int]:
    """Train the net and let it predict.

    Parameters
    ----------
    images, labels
        Training images, shape (n, height, width, 3), and who they show.
    heldout
        Images to predict.
    people
        Number of people; one that is never shown in training gets no probability.
    seed
        Of the initial weights and the order of the images.

    Returns
    -------
    Predictions, int
        The predictions, and the size of the weights as float32, in bytes.
    """
    scaler = StandardScaler()
    inputs = scaler.fit_transform(images.reshape(len(images), -1).astype(np.float32))
    net = MLPClassifier(_LAYERS, batch_size=min(_BATCH, len(images)), max_iter=_EPOCHS, random_state=seed)
    with warnings.catch_warnings():  # it is meant to stop after some epochs
        warnings.simplefilter("ignore", ConvergenceWarning)
        net.fit(inputs, labels)
    start = time.perf_counter()
    known = net.predict_proba(scaler.transform(heldout.reshape(len(heldout), -1).astype(np.float32)))
    seconds = time.perf_counter() - start
    rows: FloatArray = np.zeros((len(heldout), people))
    rows[:, net.classes_] = known
    rows /= rows.sum(axis=1, keepdims=True)
    weights = sum(array.size for array in [*net.coefs_, *net.intercepts_])
    return Predictions(rows, seconds), 4 * weights


def _training(settings: Leaderboard) -> tuple[Images, npt.NDArray[np.int64]]:
    paths = [settings.root / stage / settings.assignment / FILE for stage in ("release", "source")]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise NoTrainingImages(
            f"There is no {_named(paths[0])}, which the baseline is trained on; make it with "
            "'autograder data faces'."
        )
    try:
        with np.load(path, allow_pickle=False) as archive:
            return archive["X_train"], archive["y_train"].astype(np.int64)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise NoTrainingImages(f"{path} cannot be used ({error}); make it anew.") from error


def _named(path: Path) -> str:
    return str(Path(*path.parts[-3:]))
