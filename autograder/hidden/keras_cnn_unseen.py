"""Has a student's trained network read digits that nobody has seen, and makes sure that it is the network.

A process that sees the images could answer by other means, such as by looking similar ones up. So its
answers do not count. It hands out the trained weights and what it feeds to the network; here it is checked
that this comes from the pixels, one by one, and the network's answers are computed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.heldout import HeldOut
from autograder.hidden.keras_cnn_forward import Array, Step, Unsupported, forward, read_weights
from autograder.hidden.keras_cnn_network import numbers, prove
from autograder.outcomes import Failure, Outcome
from autograder.student import Call, Student

CLASSES = 10
_BATCH = 64
_PROVED = 12  # images with which the network is proved: those with the smallest inputs, as rounding is least
_SAME = 1e-3


def share_right(student: Student, heldout: HeldOut) -> float:
    """Return the share of the held-out digits that a student's trained network reads rightly.

    Parameters
    ----------
    student
        Whose network it is. The process sees the images, so this private call is its end.
    heldout
        Holds the digits.

    Raises
    ------
    Failure
        When there is no network, or its answers cannot be computed.
    """
    digits = heldout.digits()
    order = np.random.default_rng(33).permutation(len(digits.images))
    images, labels = digits.images[order], digits.labels[order]
    (answer,) = student.call_many("look_at_prediction", [Call((images,))], private=True)
    value = answer.returned()
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "The trained network could not be looked at.")
    inputs, output = numbers(value.get("inputs")), numbers(value.get("output"))
    if inputs is None or inputs.shape != (*images.shape, 1) or not np.isfinite(inputs).all():
        raise Failure(Outcome.WRONG, "The standardised images are not finite numbers of the right shape.")
    if output is None or output.shape != (len(images), CLASSES):
        raise Failure(Outcome.WRONG, "The trained network should give ten numbers for each image.")
    if not comes_from_pixels(inputs, images):
        raise Failure(Outcome.WRONG, "What goes into the network does not come from the pixels, one by one.")
    try:
        answers = _answers(value, inputs, output)
    except Unsupported:  # its text could have been made to carry something
        raise Failure(Outcome.WRONG, "The trained network could not be followed.") from None
    return float((answers.argmax(axis=1) == labels).mean())


def comes_from_pixels(inputs: Array, images: npt.NDArray[np.uint8]) -> bool:
    """Say whether every input depends on nothing but its own pixel, or on nothing else of its own image.

    Equal greys must become equal inputs: at the same place in all images, as standardising per pixel does,
    or at all places of the same image, as scaling each image by itself does.

    Parameters
    ----------
    inputs
        What goes into the network, shape (n, height, width, 1).
    images
        What it was made from, shape (n, height, width).
    """
    values, greys = inputs.reshape(len(images), -1).astype(np.float64), images.reshape(len(images), -1)
    return _depends_on(values.T, greys.T) or _depends_on(values, greys)


def _depends_on(values: npt.NDArray[np.float64], greys: npt.NDArray[np.uint8]) -> bool:
    """Whether in each row equal greys have equal values, but for rounding."""
    for row, keys in zip(values, greys, strict=True):
        count = np.bincount(keys, minlength=256)
        mean = np.bincount(keys, weights=row, minlength=256) / np.maximum(count, 1)
        if np.abs(row - mean[keys]).max() > _SAME * max(1.0, float(np.abs(row).max())):
            return False
    return True


def _answers(value: dict[str, Any], inputs: Array, output: Array) -> Array:
    weights = read_weights(value.get("weights"))
    mild = np.argsort(np.abs(inputs).max(axis=(1, 2, 3)), kind="stable")[:_PROVED]
    steps, _ = prove(value.get("layers"), weights, inputs[mild], output[mild])
    return _in_batches(steps, inputs)


def _in_batches(steps: tuple[Step, ...], inputs: Array) -> Array:
    parts = [forward(steps, inputs[start : start + _BATCH]) for start in range(0, len(inputs), _BATCH)]
    return np.concatenate(parts)
