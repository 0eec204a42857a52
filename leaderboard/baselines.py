"""The fully connected baseline, trained on the students' images."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from autograder.entries import Predictions
from leaderboard.scoring import FloatArray

_LAYERS, _EPOCHS, _BATCH = (200, 50), 20, 64
RECIPE = f"{_LAYERS} {_EPOCHS} {_BATCH}"
"""What its predictions depend on besides the images and the seed."""

Images = npt.NDArray[np.uint8]


def train(
    images: Images,
    labels: npt.NDArray[np.int64],
    heldout: Images,
    people: int,
    seed: int,
    progress: Callable[[int, int], object] = lambda done, of: None,
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
    progress
        Is told that it begins and that it is done; there is nothing in between.

    Returns
    -------
    Predictions, int
        The predictions, and the size of the weights as float32, in bytes.
    """
    # these take long to import, and most who look at a board train nothing
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    progress(0, 1)
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
    progress(1, 1)
    return Predictions(rows, seconds), 4 * weights
