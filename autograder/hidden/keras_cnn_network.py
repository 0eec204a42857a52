"""Looks at a student's network and proves what it is: nothing that the student's process says is believed.

The weights are fetched, and the answers to random images are computed a second time in numpy. Where the
network that was asked for gives the same answers, it is right, however it was written. Where not, the layers
as described are computed; only if they give the same answers, the description is used to tell which part
is right and what is wrong with the other. Dropout does not show in such answers, but in those in training:
see `keras_cnn_dropout`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.hidden.keras_cnn_dropout import FEW
from autograder.hidden.keras_cnn_forward import (
    ACTIVATION_KINDS,
    Array,
    Step,
    UnknownLayer,
    Unsupported,
    forward,
    read_layers,
    read_weights,
)
from autograder.once import Once
from autograder.outcomes import Failure, Outcome
from autograder.properties import NO_RETURN
from autograder.student import Call, Student

CLASSES = 10
OTHER_CLASSES = 7
TOLERANCE = 2e-4
"""Largest difference of the answers, relative to the largest of them: float32 in another order of sums."""
RATES = (0.25, 0.5)
"""Rates of the dropouts after the maps and after the first Dense layer."""

_AFTER_MAPS = ("flatten", "dense", "global_max", "global_avg")
_VARIES = 1e-4
"""Least difference of the answers to different random images; that of new networks is above 0.02, and
0.0002 with a softmax in a hidden layer."""

_IMAGES = np.random.default_rng(20).normal(size=(6, 28, 28, 1)).astype(np.float32)
SHOWN = _IMAGES[0]
"""The image that is shown as if in training."""
_IMAGES[-1] *= 15  # numbers that a standardised image has, too, and at which a ReLU6 shows


@dataclass(frozen=True)
class Network:
    """A network whose answers were computed again with the same result.

    Parameters
    ----------
    steps
        What it computes; with its dropouts where the student's layers are these steps.
    described
        The student's layers, which may leave out what was called as a function; None: not readable.
    output_shape
        Shape of its answers to six images, or to two of them where a number of classes was asked for.
    training_output
        Its answers to `SHOWN` as if in training; None where they are no numbers, or not as many as were
        asked for.
    """

    steps: tuple[Step, ...]
    described: tuple[Step, ...] | None
    output_shape: tuple[int, ...]
    training_output: Array | None


def wanted(weights: Sequence[Array], classes: int) -> tuple[Step, ...] | None:
    """Return the steps of the network asked for, with a student's weights; None where they do not fit."""
    shapes = [(3, 3, 1, 32), (32,), (3, 3, 32, 32), (32,), (4608, 128), (128,), (128, classes), (classes,)]
    if [array.shape for array in weights] != shapes:
        return None
    first, second, hidden, last = (tuple(weights[i : i + 2]) for i in (0, 2, 4, 6))
    return (
        Step("conv", first, (3, 3)),
        Step("relu"),
        Step("conv", second, (3, 3)),
        Step("relu"),
        Step("max_pool", (), (2, 2), (2, 2)),
        Step("dropout", rate=RATES[0]),
        Step("flatten"),
        Step("dense", hidden),
        Step("relu"),
        Step("dropout", rate=RATES[1]),
        Step("dense", last),
        Step("softmax"),
    )


def look(student: Student, classes: int | None = None, repeats: int = FEW) -> Network:
    """Fetch a student's network and prove what it is.

    Parameters
    ----------
    student
        Whose network it is.
    classes
        Number of classes to ask for; None: none is named.
    repeats
        How often an image is shown as if in training, where no number of classes is asked for.

    Raises
    ------
    Failure
        When there is no network, or it computes something else than its layers say.
    """
    images = _IMAGES[:2] if classes else _IMAGES
    repeats = 0 if classes else repeats
    (answer,) = student.call_many("look_at_network", [Call((classes, images, repeats))])
    value = said_of("build_model", answer.failure, answer.value)
    if value is None:
        raise Failure(Outcome.WRONG, "build_model returned None.", misconception=NO_RETURN)
    if not isinstance(value, dict):
        raise Failure(Outcome.WRONG, "build_model did not give a network that can be looked at.")
    output = numbers(value.get("output"))
    if output is None or output.ndim < 2 or len(output) != len(images):
        raise Failure(Outcome.WRONG, "The network should give ten numbers for each image.")
    again = numbers(value.get("output_again"))
    if again is None or not np.array_equal(output, again):
        text = "Asked twice about the same images, the network gives two different answers."
        raise Failure(Outcome.WRONG, text, misconception=wrong.DROPOUT_ALWAYS)
    if float(np.ptp(output, axis=0).max()) < _VARIES:
        # weights of 0 would prove any description
        raise Failure(Outcome.WRONG, "The network gives the same answer to all images.")
    try:
        weights = read_weights(value.get("weights"))
        steps, described = prove(value.get("layers"), weights, images, output)
    except Unsupported as problem:
        text = f"The network could not be followed: {problem}."
        name = wrong.UNKNOWN_LAYER if isinstance(problem, UnknownLayer) else None
        raise Failure(Outcome.WRONG, text, misconception=name) from None
    in_training = numbers(value.get("training_output"))
    if in_training is not None and in_training.shape != (repeats, *output.shape[1:]):
        in_training = None
    return Network(steps, described, output.shape, in_training)


built = Once(look)


def said_of(function: str, failure: Failure | None, value: object) -> object:
    """Return what a helper of the notebook gave; its failures are those of the student's function.

    Raises
    ------
    Failure
    """
    if failure is None:
        return value
    with speaking_of(function):
        raise failure


@contextlib.contextmanager
def speaking_of(function: str) -> Iterator[None]:
    """Have failures name the student's function instead of the notebook's helper that calls it."""
    try:
        yield
    except Failure as failure:
        message = re.sub(r"\x1b\[[0-9;]*m", "", failure.message)  # Keras' messages are in bold letters
        message = re.sub(r"^look_at_\w+", function, message)
        raise Failure(
            failure.outcome, message, example=failure.example, misconception=failure.misconception
        ) from None


def numbers(value: object) -> Array | None:
    """Return an array of floats as it came from a student's process, or None for anything else."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size <= 16_000_000:
        return value.astype(np.float32)
    return None


def agree(found: Array, expected: Array) -> bool:
    """Say whether two arrays of answers are the same but for rounding."""
    if found.shape != expected.shape or not np.isfinite(expected).all():
        return False
    scale = max(1e-3, float(np.abs(expected).max()))
    with np.errstate(all="ignore"):
        return bool((np.abs(found - expected) <= TOLERANCE * scale).all())


def prove(
    layers: object, weights: Sequence[Array], images: Array, output: Array
) -> tuple[tuple[Step, ...], tuple[Step, ...] | None]:
    """Find the steps that give the output: those asked for, or those described; and read the description.

    Parameters
    ----------
    layers, output
        The description, and the answers to the images: hostile.
    weights, images
        The weights in the order of the layers; images of shape (n, 28, 28, 1).

    Raises
    ------
    Unsupported
        When no steps give the output.
    """
    described, problem = None, Unsupported("its answers are not what its layers give, one after the other")
    try:
        described = tuple(read_layers(layers, weights))
    except Unsupported as unknown:
        problem = unknown
    right = wanted(weights, output.shape[-1])
    if right is not None and agree(output, forward(right, images)):
        same = described is not None and _without_dropout(described) == _without_dropout(right)
        return described if described is not None and same else right, described
    for steps in _variants(described) if described is not None else ():
        if agree(output, forward(steps, images)):
            return steps, described
    raise problem


def _variants(described: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """The layers as described, then with activations that are no layers: functions do not show."""
    yield described
    places = [
        number
        for number, step in enumerate(described)
        if step.arrays
        and (number + 1 == len(described) or described[number + 1].kind not in ACTIVATION_KINDS)
    ]
    if not 0 < len(places) <= 4:
        return
    last = [None, "softmax", "relu"] if places[-1] == _last_weights(described) else [None, "relu"]
    choices: list[list[str | None]] = [[None, "relu"] for _ in places[:-1]] + [last]
    for chosen in product(*choices):
        steps: list[Step] = []
        for number, step in enumerate(described):
            steps.append(step)
            name = chosen[places.index(number)] if number in places else None
            if name is not None:
                steps.append(Step(name, word=name))
        yield tuple(steps)


def _last_weights(steps: Sequence[Step]) -> int:
    return max(number for number, step in enumerate(steps) if step.arrays)


def _without_dropout(steps: Sequence[Step]) -> list[Step]:
    """What is computed at prediction, in one order: ReLU before pooling, and each thing once."""
    plain = [step for step in steps if step.kind != "dropout"]
    ordered: list[Step] = []
    for step in plain:
        if step.kind in ("relu", "flatten") and ordered and ordered[-1].kind == step.kind:
            continue
        if step.kind == "relu" and ordered and ordered[-1].kind == "max_pool":
            if len(ordered) < 2 or ordered[-2].kind != "relu":
                ordered.insert(-1, step)
            continue
        ordered.append(step)
    return ordered


def parts(network: Network) -> tuple[list[Step], list[Step]]:
    """Cut a network, without its dropouts, into convolutions with pooling, and the fully connected part."""
    steps = _without_dropout(network.steps)
    place = next((number for number, step in enumerate(steps) if step.kind in _AFTER_MAPS), len(steps))
    return steps[:place], steps[place:]


def words(steps: Sequence[Step]) -> str:
    """List steps as a student reads them."""
    return ", ".join(_word(step) for step in steps) or "nothing"


def _word(step: Step) -> str:
    if step.kind == "conv":
        kernel = "x".join(map(str, step.size))
        steps = "" if step.strides == (1, 1) else f", strides {step.strides}"
        return f"convolution ({step.units} kernels of {kernel}, {step.padding}{steps})"
    if step.kind == "dense":
        return f"Dense ({step.units})"
    if step.kind in ("max_pool", "avg_pool"):
        return f"{step.word} ({'x'.join(map(str, step.size))}, strides {step.strides}, {step.padding})"
    return step.word or step.kind


def with_dropouts(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Put the two dropouts that were asked for into steps, where there are places for them."""
    plain = _without_dropout(steps)
    cut = next((n for n, step in enumerate(plain) if step.kind in _AFTER_MAPS), None)
    dense = [n for n, step in enumerate(plain) if step.kind == "dense"]
    if cut is None or len(dense) < 2:
        return tuple(plain)
    first, second = Step("dropout", rate=RATES[0]), Step("dropout", rate=RATES[1])
    return (*plain[:cut], first, *plain[cut : dense[-1]], second, *plain[dense[-1] :])
