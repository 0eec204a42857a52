"""The instructor's model: the convolutional net of the solved notebook, trained on the students' images."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from autograder.entries import Predictions
from leaderboard.scoring import FloatArray

if TYPE_CHECKING:
    import keras

_FILTERS, _EPOCHS, _BATCH = (32, 64, 128), 20, 32
RECIPE = f"convolutions {_FILTERS} {_EPOCHS} {_BATCH} mirrored"
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

    Three blocks of convolution, batch normalisation, ReLU and max pooling see each image mirrored and
    shifted at random; the answer is the mean of those to an image and to its mirror image.

    Parameters
    ----------
    images, labels
        Training images, uint8 of shape (n, height, width, 3), and who they show.
    heldout
        Images to predict.
    people
        Number of people.
    seed
        Of the initial weights, the order and the changes of the images.
    progress
        Is told how many epochs are done, of how many.

    Returns
    -------
    Predictions, int
        The predictions, and the size of the weights as float32, in bytes.

    Raises
    ------
    ImportError
        When TensorFlow is not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras

    class _Tells(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            progress(epoch + 1, _EPOCHS)

    progress(0, _EPOCHS)
    mean, std = images.mean(axis=(0, 1, 2)), np.maximum(images.std(axis=(0, 1, 2)), 1e-6)

    def prepared(some: Images) -> npt.NDArray[np.float32]:
        return np.asarray((some - mean) / std, dtype=np.float32)

    keras.utils.set_random_seed(seed)
    net = _net(images.shape[1:], people)
    net.fit(
        prepared(images),
        labels,
        epochs=_EPOCHS,
        batch_size=_BATCH,
        verbose=0,
        callbacks=[keras.callbacks.LearningRateScheduler(_rate), _Tells()],
    )
    inputs = prepared(heldout)
    start = time.perf_counter()
    both = [net.predict(some, batch_size=128, verbose=0) for some in (inputs, inputs[:, :, ::-1])]
    seconds = time.perf_counter() - start
    rows: FloatArray = np.mean(both, axis=0, dtype=np.float64)
    rows /= rows.sum(axis=1, keepdims=True)
    return Predictions(rows, seconds), 4 * int(net.count_params())


def _net(shape: tuple[int, ...], people: int) -> keras.Model:
    import keras
    from keras import layers

    net = keras.Sequential(
        [keras.Input(shape), layers.RandomFlip("horizontal"), layers.RandomTranslation(0.08, 0.08)]
    )
    for filters in _FILTERS:
        net.add(layers.Conv2D(filters, 3, padding="same", use_bias=False))
        # with Keras' own momentum the averages lag behind in so short a training
        net.add(layers.BatchNormalization(momentum=0.9))
        net.add(layers.Activation("relu"))
        net.add(layers.MaxPooling2D(2, padding="same"))
    net.add(layers.GlobalAveragePooling2D())
    net.add(layers.Dropout(0.3))
    net.add(layers.Dense(people, activation="softmax"))
    net.compile("adam", "sparse_categorical_crossentropy")
    return net


def _rate(epoch: int, _rate: float) -> float:
    """Steps that become shorter, along half a cosine."""
    return float(0.001 * (1 + np.cos(np.pi * epoch / _EPOCHS)))
