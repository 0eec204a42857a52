"""Judges a network whose steps are proved: which part is as asked for, and what is wrong with the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden.keras_cnn_dropout import MANY, is_at_work
from autograder.hidden.keras_cnn_forward import ACTIVATION_KINDS, Step, Unsupported
from autograder.hidden.keras_cnn_network import (
    CLASSES,
    OTHER_CLASSES,
    RATES,
    SHOWN,
    Network,
    built,
    look,
    parts,
    with_dropouts,
    words,
)
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.student import Student

KERNELS, KERNEL, UNITS = 32, (3, 3), 128
_WINDOW = (2, 2)


def check_features(student: Student) -> None:
    """Check the convolutions and the pooling.

    Raises
    ------
    Failure
    """
    found, _ = parts(built(student))
    problem = _features_problem(found)
    if problem is not None:
        text = f"Up to the pooling, your network computes: {words(found)}."
        raise Failure(Outcome.WRONG, text, misconception=problem)


def check_classifier(student: Student) -> None:
    """Check what follows after the maps.

    Raises
    ------
    Failure
    """
    network = built(student)
    _, found = parts(network)
    problem = _classifier_problem(found, CLASSES)
    if problem is not None:
        text = f"After the maps, your network computes: {words(found)}."
        if network.output_shape[1:] != (CLASSES,):
            text += f" For 6 images its answers have the shape {network.output_shape}, not (6, {CLASSES})."
        raise Failure(Outcome.WRONG, text, misconception=problem)


def check_other_classes(student: Student) -> None:
    """Check that the number of classes can be chosen.

    Raises
    ------
    Failure
    """
    shape = look(student, OTHER_CLASSES).output_shape
    if shape[-1] != OTHER_CLASSES:
        text = (
            f"For {OTHER_CLASSES} classes there should be {OTHER_CLASSES} numbers per image, not {shape[-1]}."
        )
        always = shape[-1] == built(student).output_shape[-1]
        name = wrong.CLASSES_FIXED if always else wrong.NUMBER_OF_CLASSES
        raise Failure(Outcome.WRONG, text, misconception=name)


def check_dropout(student: Student) -> None:
    """Check both dropouts, by their rates and places, and by how the answers vary in training.

    Raises
    ------
    Failure
    """
    if not _has_dropouts(built(student)):
        _has_dropouts(look(student, repeats=MANY))


def _has_dropouts(network: Network) -> bool:
    """Judge the dropouts; False where its answers in training leave a doubt, and more of them are needed."""
    listed = network.described if network.described is not None else ()
    dropouts = [step for step in listed if step.kind == "dropout" and step.rate > 0]
    if not dropouts:
        # They may have been called as functions, or by layers of the student's own.
        asked_for = with_dropouts(network.steps)
        verdict = any(step.kind == "dropout" for step in asked_for) and _is_at_work(network, asked_for)
        if verdict is False:
            text = "In training, no numbers are left out where the list says so."
            raise Failure(Outcome.WRONG, text, misconception=wrong.DROPOUT_MISSING)
        return verdict is True
    problem = _dropout_problem(listed)
    if problem is not None:
        rates = ", ".join(f"{dropout.rate:g}" for dropout in dropouts)
        text = f"Your dropout rates are, from first to last: {rates}."
        raise Failure(Outcome.WRONG, text, misconception=problem)
    verdict = _is_at_work(network, _as_listed(network))
    if verdict is False:
        text = "The dropout layers are there, but in training the answers do not vary as with them."
        raise Failure(Outcome.WRONG, text, misconception=_training_problem(network))
    return verdict is True


def _is_at_work(network: Network, steps: Sequence[Step]) -> bool | None:
    if network.training_output is None:
        return False
    if any(step.kind == "normalise" for step in steps):
        return True  # a batch of one image repeated has no spread: then the description has to do
    try:
        return is_at_work(network.training_output, steps, SHOWN)
    except Unsupported:
        return False


def _training_problem(network: Network) -> Misconception | None:
    answers = network.training_output
    same = answers is not None and np.array_equal(answers, np.broadcast_to(answers[:1], answers.shape))
    return wrong.TRAINING_NOT_TAKEN if same else None


def _as_listed(network: Network) -> tuple[Step, ...]:
    """What is computed in training: the proved steps, with dropouts at the places where they are right."""
    if any(step.kind == "dropout" for step in network.steps):
        return network.steps
    return with_dropouts(network.steps)


def _features_problem(found: Sequence[Step]) -> Misconception | None:
    convolutions = [step for step in found if step.kind == "conv"]
    pools = [step for step in found if step.kind in ("max_pool", "avg_pool")]
    if len(convolutions) != 2:
        names = {0: wrong.NO_CONVOLUTION, 1: wrong.CONVOLUTION_MISSING}
        return names.get(len(convolutions), wrong.MORE_CONVOLUTIONS)
    for step in convolutions:
        if step.size != KERNEL:
            return wrong.KERNEL_SIZE
        if step.padding != "valid":
            return wrong.PADDING_SAME
        if step.strides != (1, 1):
            return wrong.STRIDES
        if step.units != KERNELS:
            return wrong.KERNELS
        if len(step.arrays) < 2:
            return wrong.BIASES_MISSING
    if any(step.kind == "normalise" for step in found):
        return wrong.NORMALISATION
    problem = _pooling_problem(pools) or _relu_problem(found, "conv")
    kinds = [step.kind for step in found if step.kind != "scale"]
    if problem is None and kinds != ["conv", "relu", "conv", "relu", "max_pool"]:
        return wrong.OTHER_ORDER
    return problem


def _pooling_problem(pools: Sequence[Step]) -> Misconception | None:
    if not pools:
        return wrong.POOLING_MISSING
    if len(pools) > 1:
        return wrong.POOLING_TWICE
    (pool,) = pools
    if pool.kind == "avg_pool":
        return wrong.AVERAGE_POOLING
    return wrong.POOLING_SIZE if (pool.size, pool.strides) != (_WINDOW, _WINDOW) else None


def _relu_problem(found: Sequence[Step], kind: str) -> Misconception | None:
    """Look for a ReLU after each layer of a kind."""
    for number, step in enumerate(found):
        if step.kind != kind:
            continue
        follows = next((later.kind for later in found[number + 1 :] if later.kind != "max_pool"), "")
        if follows == "softmax":
            return wrong.SOFTMAX_INSIDE
        if follows != "relu":
            return wrong.OTHER_ACTIVATION if follows in ACTIVATION_KINDS else wrong.RELU_MISSING
    return None


def _classifier_problem(found: Sequence[Step], classes: int) -> Misconception | None:
    kinds = [step.kind for step in found]
    dense = [number for number, kind in enumerate(kinds) if kind == "dense"]
    if not kinds or kinds[0] == "dense":
        return wrong.FLATTEN_MISSING
    if kinds[0] != "flatten":
        return wrong.GLOBAL_POOLING
    if len(dense) != 2:
        return wrong.DENSE_MISSING if len(dense) < 2 else wrong.MORE_DENSE
    if "normalise" in kinds:
        return wrong.NORMALISATION
    if found[dense[-1]].units != classes:
        return wrong.NUMBER_OF_CLASSES
    if found[dense[0]].units != UNITS:
        return wrong.DENSE_SIZE
    if any(len(found[number].arrays) < 2 for number in dense):
        return wrong.BIASES_MISSING
    problem = _relu_problem(found[: dense[-1]], "dense") or _output_problem(kinds[dense[-1] + 1 :])
    if problem is None and kinds != ["flatten", "dense", "relu", "dense", "softmax"]:
        return wrong.OTHER_ORDER
    return problem


def _output_problem(kinds: Sequence[str]) -> Misconception | None:
    if list(kinds) == ["softmax"]:
        return None
    if not kinds:
        return wrong.SOFTMAX_MISSING
    if kinds.count("softmax") > 1:
        return wrong.SOFTMAX_TWICE
    if kinds[-1] == "softmax_over_images":
        return wrong.SOFTMAX_OVER_IMAGES
    if kinds[-1] == "log_softmax":
        return wrong.LOG_SOFTMAX
    if kinds[-1] == "sigmoid":
        return wrong.SIGMOID_FOR_SOFTMAX
    return wrong.RELU_BEFORE_SOFTMAX if "relu" in kinds and "softmax" in kinds else wrong.SOFTMAX_MISSING


def _dropout_problem(listed: Sequence[Step]) -> Misconception | None:
    """Compare the dropouts with those asked for; a place is told by what comes before and after it."""
    dropouts = [(number, step) for number, step in enumerate(listed) if step.kind == "dropout" and step.rate]
    if any(step.word != "Dropout" for _, step in dropouts):
        return wrong.OTHER_DROPOUT
    if len(dropouts) > 2:
        return wrong.DROPOUT_TWICE
    rates = tuple(step.rate for _, step in dropouts)
    if len(rates) < 2:
        return wrong.DROPOUT_MISSING
    if rates == RATES[::-1]:
        return wrong.RATES_SWAPPED
    if [_place(listed, number) for number, _ in dropouts] != ["maps", "units"]:
        return wrong.DROPOUT_PLACE
    if rates == (1 - RATES[0], 1 - RATES[1]):
        return wrong.RATE_KEPT
    return None if rates == RATES else wrong.RATE_OTHER


def _place(listed: Sequence[Step], number: int) -> str:
    before = [step.kind for step in listed[:number]]
    after = [step.kind for step in listed[number:]]
    if "dense" not in before and "conv" not in after and "max_pool" not in after and "avg_pool" not in after:
        return "maps"
    return "units" if "dense" in before and "dense" in after else "elsewhere"
