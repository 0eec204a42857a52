"""Has a student's trained network read digits that nobody has seen, without showing them to it.

A process that saw the digits could look their labels up, and then write these into its answers, its weights
or its inputs. So it hands out its trained weights, and shows what it does with images that are made here:
its standardising is followed from these, its network is proved with them. What both make of the held-out
digits is computed on this side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograder.datasets.heldout import HeldOut
from autograder.hidden.keras_cnn_forward import Array, Step, Unsupported, forward, read_weights
from autograder.hidden.keras_cnn_inputs import PROBES, Images, Standardised, follow
from autograder.hidden.keras_cnn_network import CLASSES, numbers, prove, said_of
from autograder.outcomes import Failure, Outcome
from autograder.student import Call, Student

_BATCH = 64
_PROVED = 12  # images with which the network is proved: those with the smallest inputs, as rounding is least

_MOST = 10_000_000  # pixels of training images


@dataclass(frozen=True)
class _Shown:
    """What came back for one batch of images: inputs (n, 28, 28) and answers (n, 10), and the network."""

    inputs: Array
    output: Array
    layers: object
    weights: object


def share_right(student: Student, heldout: HeldOut) -> float:
    """Return the share of the held-out digits that a student's trained network reads rightly.

    Parameters
    ----------
    student
        Whose network it is.
    heldout
        Holds the digits.

    Raises
    ------
    Failure
        When there is no network, or its answers cannot be computed.
    """
    answers = student.call_many("look_at_prediction", [Call((images,)) for images in PROBES])
    shown = []
    for images, answer in zip(PROBES, answers, strict=True):
        value = said_of("Reading new digits", answer.failure, answer.value)
        shown.append(_shown(value, images))
    inputs = [each.inputs.astype(np.float64) for each in shown]
    standardised = follow(inputs)
    if standardised is None and (training := _training(student)) is not None:
        standardised = follow(inputs, training)
    if standardised is None:
        text = (
            "How your images are standardised could not be followed. "
            "Each pixel may be changed in the same way in all images, or each image by its own statistics."
        )
        raise Failure(Outcome.WRONG, text)
    try:
        steps = _proved(shown[-1])
        digits = heldout.digits()
        answered = _answers(steps, standardised, digits.images)
    except Unsupported as problem:
        raise Failure(Outcome.WRONG, f"The trained network could not be followed: {problem}.") from None
    return float((answered.argmax(axis=1) == digits.labels).mean())


def _shown(value: object, images: Images) -> _Shown:
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "The trained network could not be looked at.")
    inputs, output = numbers(value.get("inputs")), numbers(value.get("output"))
    if inputs is None or inputs.shape != (*images.shape, 1):
        raise Failure(Outcome.WRONG, "The standardised images are not numbers of the right shape.")
    if output is None or output.shape != (len(images), CLASSES):
        raise Failure(Outcome.WRONG, "The trained network should give ten numbers for each image.")
    return _Shown(inputs[..., 0], output, value.get("layers"), value.get("weights"))


def _training(student: Student) -> Images | None:
    """The student's training images: some standardise by these and the new ones together."""
    try:
        images = student.get("X_train")
    except Failure:
        return None
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8 or not 0 < images.size < _MOST:
        return None
    return images if images.shape[1:] == PROBES[0].shape[1:] else None


def _proved(shown: _Shown) -> tuple[Step, ...]:
    largest = np.nan_to_num(np.abs(shown.inputs), nan=np.inf, posinf=np.inf).max(axis=(1, 2))
    mild = np.argsort(largest, kind="stable")[:_PROVED]
    inputs = shown.inputs[mild][..., None]
    steps, _ = prove(shown.layers, read_weights(shown.weights), inputs, shown.output[mild])
    return steps


def _answers(steps: tuple[Step, ...], standardised: Standardised, images: Images) -> Array:
    inputs = standardised(images).astype(np.float32)[..., None]
    if not np.isfinite(inputs).all():
        raise Unsupported("some of its standardised images are not finite numbers")
    parts = [forward(steps, inputs[start : start + _BATCH]) for start in range(0, len(inputs), _BATCH)]
    return np.concatenate(parts)
