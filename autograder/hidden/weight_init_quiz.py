# ruff: noqa: D103 - the marker of each test says what it is about
"""The hidden tests of the assignment weight_init_quiz.

The points of a cell's tests add up to the points of the cell in the notebook. A right hand-in loses
points by chance less often than once in 5 million: see `weight_init_quiz_statistics`.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator

import pytest

from autograder.hidden import weight_init_quiz_functions as functions
from autograder.hidden import weight_init_quiz_misconceptions as wrong
from autograder.hidden import weight_init_quiz_reference as reference
from autograder.hidden.weight_init_quiz_draws import CONV, DENSE, GLOROT, HE
from autograder.hidden.weight_init_quiz_questions import QUESTIONS
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.properties import NO_RETURN
from autograder.student import Student
from autograder.values import Values, check_values
from autograder.variants import own_shapes, shown_user

graded = pytest.mark.graded

_SIZES = (784, 500, 50, 10)
_HIDDEN_UNITS = sum(_SIZES[1:-1])
_NUMBER_TOLERANCE = 1.01e-4
"""Differences up to 0.0001 do not matter, as the notebook says; the rest is for rounding errors."""

Shapes = tuple[tuple[int, int], tuple[int, int, int, int]]


@contextlib.contextmanager
def _looked_at(student: Student, function: str, *, layers: bool = False) -> Iterator[None]:
    """Tell of the student's function, not of the given one that looks at it: ``look_at_FUNCTION``.

    `layers`: it takes an entry of the list that the student's function returns.
    """
    student.get(function)  # where it is missing, this says why
    try:
        yield
    except Failure as failure:
        outcome, message, misconception = failure.outcome, failure.message, failure.misconception
        # without a line of the student's, the error is about what came back
        if layers and outcome is Outcome.CRASHED and "\nin " not in message:
            outcome, misconception = Outcome.WRONG, misconception or _no_list(message)
            message = f"{function} did not return a list with an array for each layer."
        raise Failure(
            outcome,
            message.replace(f"look_at_{function}", function),
            example=failure.example,
            misconception=misconception,
        ) from None


def _no_list(message: str) -> Misconception | None:
    if "list index out of range" in message:
        return wrong.LIST_TOO_SHORT
    return NO_RETURN if "'NoneType' object is not iterable" in message else None


@graded(cell="test_collapse", points=1, asks="collapsed_weights(W1, W2) gives the weights of one layer")
def test_collapsed_weights(student: Student) -> None:
    functions.COLLAPSED_WEIGHTS.check(student)


@graded(cell="test_collapse", points=0.5, asks="collapsed_bias(b1, W2, b2) gives its bias")
def test_collapsed_bias(student: Student) -> None:
    functions.COLLAPSED_BIAS.check(student)


def _counts(layers: list[int]) -> Values:
    names = ("params_hidden_1", "params_hidden_2", "params_output", "params_total")
    return dict(zip(names, [*layers, sum(layers)], strict=True))


_WEIGHTS = [inputs * outputs for inputs, outputs in zip(_SIZES, _SIZES[1:], strict=False)]
_MISCOUNTED = [
    (wrong.BIASES_NOT_COUNTED, _WEIGHTS),
    (wrong.BIAS_PER_LAYER, [count + 1 for count in _WEIGHTS]),
    (wrong.BIAS_PER_INPUT, [count + inputs for count, inputs in zip(_WEIGHTS, _SIZES, strict=False)]),
]


@graded(
    cell="test_parameters",
    points=0.5,
    asks="the parameters of each layer of 784-500-50-10, and of all layers",
)
def test_parameters_dense(student: Student) -> None:
    check_values(
        student,
        _counts(reference.parameters(_SIZES)),
        [(misconception, _counts(layers)) for misconception, layers in _MISCOUNTED],
    )


@graded(
    cell="test_parameters",
    points=0.5,
    asks="params_with_norm and params_trainable count what batch normalisation adds",
)
def test_parameters_norm(student: Student) -> None:
    plain = sum(reference.parameters(_SIZES))

    def counts(all_of_norm: int, trained: int, plain: int = plain) -> Values:
        return {"params_with_norm": plain + all_of_norm, "params_trainable": plain + trained}

    units, classes = _HIDDEN_UNITS, _SIZES[-1]
    layers = len(_SIZES) - 2
    check_values(
        student,
        counts(4 * units, 2 * units),
        [
            (wrong.NORM_TWO, counts(2 * units, 2 * units)),
            (wrong.NORM_TWO, counts(2 * units, 0)),
            (wrong.NORM_ALL_TRAINED, counts(4 * units, 4 * units)),
            (wrong.NORM_TRAINED_ONLY_SCALE, counts(4 * units, units)),
            (wrong.NORM_TRAINED_ONLY_SCALE, counts(3 * units, units)),
            (wrong.NORM_NOT_COUNTED, counts(4 * units, 0)),
            (wrong.NORM_NOT_COUNTED, counts(0, 0)),
            (wrong.NORM_ON_OUTPUT, counts(4 * (units + classes), 2 * (units + classes))),
            (wrong.NORM_PER_LAYER, counts(4 * layers, 2 * layers)),
            (wrong.NORM_ALONE, counts(4 * units, 2 * units, plain=0)),
            *(
                (misconception, counts(4 * units, 2 * units, plain=sum(miscounted)))
                for misconception, miscounted in _MISCOUNTED
            ),
        ],
    )


@graded(
    cell="test_outputs", points=0.5, asks="hidden_outputs begins with the outputs of the first hidden layer"
)
def test_first_outputs(student: Student) -> None:
    with _looked_at(student, "hidden_outputs", layers=True):
        functions.FIRST_OUTPUTS.check(student)


@graded(
    cell="test_outputs", points=0.5, asks="hidden_outputs gives the outputs of all hidden layers in order"
)
def test_deep_outputs(student: Student) -> None:
    with _looked_at(student, "hidden_outputs", layers=True):
        functions.DEEP_OUTPUTS.check(student)


@graded(cell="test_gradients", points=1, asks="layer_gradients ends with the gradient of the output layer")
def test_output_gradient(student: Student) -> None:
    with _looked_at(student, "layer_gradients", layers=True):
        functions.OUTPUT_GRADIENT.check(student)


@graded(cell="test_gradients", points=1, asks="layer_gradients gives the gradients of all hidden layers")
def test_hidden_gradients(student: Student) -> None:
    with _looked_at(student, "layer_gradients", layers=True):
        functions.HIDDEN_GRADIENTS.check(student)


@graded(
    cell="test_equal", points=0.5, asks="unit_spread(gradient) is the largest difference between two units"
)
def test_unit_spread(student: Student) -> None:
    functions.UNIT_SPREAD.check(student)


@graded(cell="test_equal", points=0.5, asks="answer_equal_weights: what becomes of equal units")
def test_equal_weights(student: Student) -> None:
    QUESTIONS["equal_weights"].check(student)


@graded(cell="test_equal", points=0.5, asks="answer_zero_relu: what changes where all weights are 0")
def test_zero_relu(student: Student) -> None:
    QUESTIONS["zero_relu"].check(student)


@graded(cell="test_saturation", points=0.5, asks="saturated_share(outputs) by layer")
def test_saturated_share(student: Student) -> None:
    functions.SATURATED_SHARE.check(student)


@graded(cell="test_saturation", points=0.5, asks="gradient_sizes(gradients) by layer")
def test_gradient_sizes(student: Student) -> None:
    functions.GRADIENT_SIZES.check(student)


@graded(cell="test_saturation", points=0.5, asks="answer_large_weights: what large weights do to sigmoids")
def test_large_weights(student: Student) -> None:
    QUESTIONS["large_weights"].check(student)


@graded(cell="test_fans", points=0.5, asks="fans(shape) of a fully connected layer")
def test_fans_dense(student: Student) -> None:
    functions.DENSE_FANS.check(student)


@graded(cell="test_fans", points=0.5, asks="fans(shape) of a convolutional layer")
def test_fans_conv(student: Student) -> None:
    functions.CONV_FANS.check(student)


def _check_own(
    student: Student,
    name: str,
    right: Callable[[Shapes], float],
    mistakes: list[tuple[Misconception, Callable[[Shapes], float]]],
) -> None:
    """Compare a number with that of the student's own layers; a name that the notebook used comes last."""
    shapes = own_shapes(student.id)
    named = [(misconception, {name: value(shapes)}) for misconception, value in mistakes]
    named += [(wrong.TOO_FEW_PLACES, {name: round(right(shapes), places)}) for places in (3, 2)]
    if (user := shown_user(student)) is not None:
        named.append((wrong.OTHER_USER, {name: right(own_shapes(user))}))
    check_values(student, {name: right(shapes)}, named, tolerance=_NUMBER_TOLERANCE)


@graded(cell="test_own_numbers", points=0.5, asks="my_limit is Glorot's limit for your dense layer")
def test_own_limit(student: Student) -> None:
    def by_fans(value: Callable[[int, int], float]) -> Callable[[Shapes], float]:
        return lambda shapes: value(*shapes[0])

    _check_own(
        student,
        "my_limit",
        lambda shapes: reference.glorot_limit(shapes[0]),
        [
            (wrong.ONE_FAN, by_fans(lambda i, o: math.sqrt(6 / i))),
            (wrong.ONE_FAN, by_fans(lambda i, o: math.sqrt(6 / o))),
            (wrong.DEVIATION_FOR_LIMIT, by_fans(lambda i, o: math.sqrt(2 / (i + o)))),
            (wrong.ROOT_FORGOTTEN, by_fans(lambda i, o: 6 / (i + o))),
            (wrong.ROOT_FORGOTTEN, by_fans(lambda i, o: math.sqrt(6) / (i + o))),
            (wrong.BRACKETS_OF_SUM, by_fans(lambda i, o: math.sqrt(6 / i + o))),
            (wrong.FANS_MULTIPLIED, by_fans(lambda i, o: math.sqrt(6 / (i * o)))),
            (wrong.FANS_AVERAGED, by_fans(lambda i, o: math.sqrt(12 / (i + o)))),
            (wrong.OTHER_LAYER, lambda shapes: reference.glorot_limit(shapes[1])),
        ],
    )


@graded(cell="test_own_numbers", points=0.5, asks="my_deviation is He's deviation for your conv layer")
def test_own_deviation(student: Student) -> None:
    def by_fans(value: Callable[[int, int], float]) -> Callable[[Shapes], float]:
        return lambda shapes: value(*reference.fans(shapes[1]))

    _check_own(
        student,
        "my_deviation",
        lambda shapes: reference.he_deviation(shapes[1]),
        [
            (wrong.FAN_OUT_FOR_IN, by_fans(lambda i, o: math.sqrt(2 / o))),
            (wrong.WINDOW_FORGOTTEN, lambda shapes: math.sqrt(2 / shapes[1][2])),
            (wrong.ROOT_FORGOTTEN, by_fans(lambda i, o: 2 / i)),
            (wrong.ROOT_FORGOTTEN, by_fans(lambda i, o: math.sqrt(2) / i)),
            (wrong.OUTPUT_CHANNELS_IN_FAN, lambda shapes: math.sqrt(2 / math.prod(shapes[1]))),
            (wrong.TWO_FORGOTTEN, by_fans(lambda i, o: math.sqrt(1 / i))),
            (wrong.GLOROT_FOR_HE, by_fans(lambda i, o: math.sqrt(2 / (i + o)))),
            (wrong.LIMIT_FOR_DEVIATION, by_fans(lambda i, o: math.sqrt(6 / i))),
            (wrong.OTHER_LAYER, lambda shapes: reference.he_deviation(shapes[0])),
            (wrong.BEFORE_CUTTING, by_fans(lambda i, o: math.sqrt(2 / i) / reference.TRUNCATED_DEVIATION)),
        ],
    )


@graded(cell="test_glorot", points=0.5, asks="glorot_uniform spreads as far as it should in dense layers")
def test_glorot_dense(student: Student) -> None:
    with _looked_at(student, "glorot_uniform"):
        GLOROT.check_spread(student, DENSE)


@graded(cell="test_glorot", points=0.5, asks="glorot_uniform spreads as far as it should in conv layers")
def test_glorot_conv(student: Student) -> None:
    with _looked_at(student, "glorot_uniform"):
        GLOROT.check_spread(student, CONV)


@graded(cell="test_glorot", points=0.5, asks="glorot_uniform draws from a uniform distribution around 0")
def test_glorot_form(student: Student) -> None:
    with _looked_at(student, "glorot_uniform"):
        GLOROT.check_form(student, DENSE)


@graded(cell="test_glorot", points=0.5, asks="glorot_uniform draws from the generator that it is given")
def test_glorot_generator(student: Student) -> None:
    with _looked_at(student, "glorot_uniform"):
        GLOROT.check_generator(student)


@graded(
    cell="test_he", points=0.5, asks="he_normal has the standard deviation sqrt(2 / fan_in) in dense layers"
)
def test_he_dense(student: Student) -> None:
    with _looked_at(student, "he_normal"):
        HE.check_spread(student, DENSE)


@graded(
    cell="test_he", points=0.5, asks="he_normal has the standard deviation sqrt(2 / fan_in) in conv layers"
)
def test_he_conv(student: Student) -> None:
    with _looked_at(student, "he_normal"):
        HE.check_spread(student, CONV)


@graded(cell="test_he", points=1, asks="he_normal draws from a normal distribution cut off at two deviations")
def test_he_form(student: Student) -> None:
    with _looked_at(student, "he_normal"):
        HE.check_form(student, DENSE)


@graded(cell="test_he", points=0.5, asks="he_normal draws from the generator that it is given")
def test_he_generator(student: Student) -> None:
    with _looked_at(student, "he_normal"):
        HE.check_generator(student)


@graded(cell="test_defaults", points=0.5, asks="answer_keras_default: how Keras' Dense starts")
def test_keras_default(student: Student) -> None:
    QUESTIONS["keras_default"].check(student)


@graded(cell="test_defaults", points=0.5, asks="answer_he_factor: where He's 2 comes from")
def test_he_factor(student: Student) -> None:
    QUESTIONS["he_factor"].check(student)


@graded(cell="test_experiment", points=0.5, asks="answer_seen_large: the net with too large weights")
def test_seen_large(student: Student) -> None:
    QUESTIONS["seen_large"].check(student)


@graded(cell="test_experiment", points=0.5, asks="answer_seen_activation: sigmoid against ReLU")
def test_seen_activation(student: Student) -> None:
    QUESTIONS["seen_activation"].check(student)


@graded(cell="test_experiment", points=0.5, asks="answer_seen_he: Glorot against He")
def test_seen_he(student: Student) -> None:
    QUESTIONS["seen_he"].check(student)


@graded(cell="test_experiment", points=0.5, asks="answer_seen_dropout: the training accuracy with dropout")
def test_seen_dropout(student: Student) -> None:
    QUESTIONS["seen_dropout"].check(student)
