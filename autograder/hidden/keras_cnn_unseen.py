"""Has a student's trained network read digits that nobody has seen, without showing them to it.

A process that saw the digits could look their labels up, and then write these into its answers, its weights
or its inputs. So it hands out its trained weights, and shows what it does with images that are made here:
its standardising is followed from these, its network is proved with some of the inputs that come of them.
What both make of the held-out digits is computed on this side.
"""

from __future__ import annotations

import numpy as np

from autograder.datasets.heldout import HeldOut
from autograder.hidden.keras_cnn_forward import Array, Step, Unsupported, forward, read_weights
from autograder.hidden.keras_cnn_inputs import PROBES, Images, Standardised, follow
from autograder.hidden.keras_cnn_network import CLASSES, numbers, prove, said_of
from autograder.outcomes import Failure, Outcome
from autograder.student import Call, Student

_BATCH = 8  # its maps stay in the processor's cache
_ASKED = "Reading new digits"
_PROVED = 12  # images with which the network is proved: those with the smallest inputs, as rounding is least

_MOST = 10_000_000  # pixels of training images


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
    inputs = _inputs(student)
    exact = [each.astype(np.float64) for each in inputs]
    standardised = follow(exact)
    if standardised is None and (training := _training(student)) is not None:
        standardised = follow(exact, training)
    if standardised is None:
        text = (
            "How your images are standardised could not be followed. "
            "Each pixel may be changed in the same way in all images, or each image by its own statistics."
        )
        raise Failure(Outcome.WRONG, text)
    try:
        steps = _proved(student, inputs[-1])
        digits = heldout.digits()
        answered = _answers(steps, standardised, digits.images)
    except Unsupported as problem:
        raise Failure(Outcome.WRONG, f"The trained network could not be followed: {problem}.") from None
    return float((answered.argmax(axis=1) == digits.labels).mean())


def _inputs(student: Student) -> list[Array]:
    """Return what the student's process makes of each batch of `PROBES`, shape (n, 28, 28)."""
    answers = student.call_many("look_at_inputs", [Call((images,)) for images in PROBES])
    inputs = []
    for images, answer in zip(PROBES, answers, strict=True):
        found = numbers(said_of(_ASKED, answer.failure, answer.value))
        if found is None or found.shape != (*images.shape, 1):
            raise Failure(Outcome.WRONG, "The standardised images are not numbers of the right shape.")
        inputs.append(found[..., 0])
    return inputs


def _training(student: Student) -> Images | None:
    """The student's training images: some standardise by these and the new ones together."""
    try:
        images = student.get("X_train")
    except Failure:
        return None
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8 or not 0 < images.size < _MOST:
        return None
    return images if images.shape[1:] == PROBES[0].shape[1:] else None


def _proved(student: Student, inputs: Array) -> tuple[Step, ...]:
    """Show some of the inputs to the trained network, and return the steps that give its answers."""
    largest = np.nan_to_num(np.abs(inputs), nan=np.inf, posinf=np.inf).max(axis=(1, 2))
    mild = inputs[np.argsort(largest, kind="stable")[:_PROVED]][..., None]
    (answer,) = student.call_many("look_at_trained", [Call((mild,))])
    value = said_of(_ASKED, answer.failure, answer.value)
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "The trained network could not be looked at.")
    output = numbers(value.get("output"))
    if output is None or output.shape != (len(mild), CLASSES):
        raise Failure(Outcome.WRONG, "The trained network should give ten numbers for each image.")
    steps, _ = prove(value.get("layers"), read_weights(value.get("weights")), mild, output)
    if any(step.kind == "softmax_over_images" for step in steps):
        raise Unsupported("what it answers to an image depends on the others")
    return steps


def _answers(steps: tuple[Step, ...], standardised: Standardised, images: Images) -> Array:
    inputs = standardised(images).astype(np.float32)[..., None]
    if not np.isfinite(inputs).all():
        raise Unsupported("some of its standardised images are not finite numbers")
    # what follows the maps reads all weights of a layer for each batch
    cut = next((place for place, step in enumerate(steps) if step.kind == "flatten"), len(steps))
    batches = (inputs[start : start + _BATCH] for start in range(0, len(inputs), _BATCH))
    return forward(steps[cut:], np.concatenate([forward(steps[:cut], batch) for batch in batches]))
