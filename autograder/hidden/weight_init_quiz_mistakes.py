"""The functions of weight_init_quiz as students with a misconception write them.

Each list goes with one hidden test. Where several entries share a misconception, they are different
ways to write down the same wrong idea.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.comparison import FloatArray
from autograder.hidden import weight_init_quiz_misconceptions as wrong
from autograder.hidden.weight_init_quiz_reference import (
    collapsed_bias,
    collapsed_weights,
    fans,
    hidden_outputs,
    layer_gradients,
    saturated_share,
    sigmoid,
    softmax,
)
from autograder.properties import Mistake

Weights = Sequence[FloatArray]
Arrays = Sequence[FloatArray]

# two linear layers

COLLAPSED_WEIGHTS = [
    Mistake(wrong.TRANSPOSED, lambda first, second: collapsed_weights(first, second).T),
    Mistake(wrong.ORDER_SWAPPED, lambda first, second: second @ first),
    Mistake(wrong.ELEMENT_BY_ELEMENT, lambda first, second: first * second),
    Mistake(wrong.MATRICES_ADDED, lambda first, second: first + second),
]
COLLAPSED_BIAS = [
    Mistake(wrong.FIRST_BIAS_LOST, lambda bias, second, second_bias: second_bias),
    Mistake(wrong.FIRST_BIAS_LOST, lambda bias, second, second_bias: second.sum(axis=0) + second_bias),
    Mistake(wrong.SECOND_BIAS_LOST, lambda bias, second, second_bias: bias @ second),
    Mistake(wrong.TRANSPOSED, lambda bias, second, second_bias: collapsed_bias(bias, second.T, second_bias)),
    Mistake(wrong.BIAS_NOT_CARRIED, lambda bias, second, second_bias: bias + second_bias),
    Mistake(wrong.BIAS_NOT_CARRIED, lambda bias, second, second_bias: (bias + second_bias) @ second),
]

# outputs of the hidden layers


def _outputs(list_of: Callable[[FloatArray, Weights], Arrays]) -> Callable[..., FloatArray]:
    return lambda layer, x, weights: list_of(x, weights)[layer]


def _passing_on(
    step: Callable[[FloatArray], FloatArray], shown: Callable[[FloatArray], FloatArray] = lambda z: z
) -> Callable[..., FloatArray]:
    """Hidden layers that pass `step` of z on, and list `shown` of what they pass on."""

    def list_of(x: FloatArray, weights: Weights) -> Arrays:
        outputs = []
        for matrix in weights[:-1]:
            x = step(x @ matrix)
            outputs.append(shown(x))
        return outputs

    return _outputs(list_of)


def _z_listed(x: FloatArray, weights: Weights) -> Arrays:
    below = [x, *hidden_outputs(x, weights)]
    return [a @ matrix for a, matrix in zip(below, weights[:-1], strict=False)]


def _top(x: FloatArray, weights: Weights) -> FloatArray:
    return np.asarray([x, *hidden_outputs(x, weights)][-1] @ weights[-1])


def _ending_with(last: Callable[[FloatArray], FloatArray]) -> Callable[..., FloatArray]:
    return _outputs(lambda x, weights: [*hidden_outputs(x, weights), last(_top(x, weights))])


def _last_layer(layer: int, x: FloatArray, weights: Weights) -> FloatArray:
    return np.asarray(hidden_outputs(x, weights)[-1][layer])


def _without_brackets(z: FloatArray) -> FloatArray:
    return 1 + np.exp(-z)


def _sigmoid_first(x: FloatArray, weights: Weights) -> Arrays:
    outputs = []
    for matrix in weights[:-1]:
        x = sigmoid(x) @ matrix
        outputs.append(x)
    return outputs


FIRST_OUTPUTS = [
    Mistake(wrong.SIGMOID_MISSING, _passing_on(lambda z: z)),
    Mistake(wrong.RELU_FOR_SIGMOID, _passing_on(lambda z: np.maximum(z, 0))),
    Mistake(wrong.TANH_FOR_SIGMOID, _passing_on(np.tanh)),
    Mistake(wrong.SIGN_OF_EXPONENT, _passing_on(lambda z: sigmoid(-z))),
    Mistake(wrong.SOFTMAX_FOR_SIGMOID, _passing_on(softmax)),
    Mistake(wrong.BRACKETS_MISSING, _passing_on(_without_brackets)),
    Mistake(wrong.SIGMOID_BEFORE_WEIGHTS, _outputs(_sigmoid_first)),
    Mistake(wrong.LAST_LAYER_ONLY, _last_layer),
    Mistake(wrong.TRANSPOSED, _outputs(lambda x, weights: [a.T for a in hidden_outputs(x, weights)])),
    Mistake(wrong.INPUT_LISTED, _outputs(lambda x, weights: [x, *hidden_outputs(x, weights)])),
]
DEEP_OUTPUTS = [
    *FIRST_OUTPUTS,
    Mistake(wrong.SIGMOID_MISSING, _outputs(_z_listed)),
    Mistake(wrong.SIGMOID_ONCE, _passing_on(lambda z: z, sigmoid)),
    Mistake(wrong.REVERSED, _outputs(lambda x, weights: hidden_outputs(x, weights)[::-1])),
    Mistake(
        wrong.ALWAYS_FROM_X, _outputs(lambda x, weights: [sigmoid(x @ matrix) for matrix in weights[:-1]])
    ),
    *(Mistake(wrong.OUTPUT_LISTED, _ending_with(last)) for last in (softmax, sigmoid, np.asarray)),
]

# gradients


def _gradients(
    delta_of: Callable[[FloatArray, FloatArray], FloatArray] = lambda z, y: (softmax(z) - y) / len(y),
    slope: Callable[[FloatArray, FloatArray], FloatArray] = lambda a, a_below: a * (1 - a),
    step: Callable[[FloatArray], FloatArray] = sigmoid,
) -> Callable[..., FloatArray]:
    """Backpropagation with another delta at the output, another slope, or other hidden outputs."""

    def answer(layer: int, x: FloatArray, y: FloatArray, weights: Weights) -> FloatArray:
        below = [x]
        for matrix in weights[:-1]:
            below.append(step(below[-1] @ matrix))
        delta = delta_of(below[-1] @ weights[-1], y)
        gradients = [below[-1].T @ delta]
        for matrix, a, a_below in zip(weights[:0:-1], below[:0:-1], below[-2::-1], strict=True):
            delta = (delta @ matrix.T) * slope(a, a_below)
            gradients.insert(0, a_below.T @ delta)
        return gradients[layer]

    return answer


def _averaged_again(slope_too: bool) -> Callable[..., FloatArray]:
    """Divide by the number of images in each layer once more; `slope_too`: so does delta on its way down."""

    def answer(layer: int, x: FloatArray, y: FloatArray, weights: Weights) -> FloatArray:
        times = len(weights) - 1 - layer % len(weights) if slope_too else 1
        return layer_gradients(x, y, weights)[layer] / float(len(y)) ** times

    return answer


def _after_softmax(z: FloatArray, y: FloatArray) -> FloatArray:
    return -y / softmax(z)


def _softmax_down(z: FloatArray) -> FloatArray:
    return softmax(z.T).T


def _sloped(z: FloatArray, y: FloatArray) -> FloatArray:
    p = softmax(z)
    return np.asarray((p - y) * p * (1 - p) / len(y))


def _reversed(layer: int, x: FloatArray, y: FloatArray, weights: Weights) -> FloatArray:
    return layer_gradients(x, y, weights)[::-1][layer]


def _turned(layer: int, x: FloatArray, y: FloatArray, weights: Weights) -> FloatArray:
    return layer_gradients(x, y, weights)[layer].T


OUTPUT_GRADIENT = [
    Mistake(wrong.NOT_AVERAGED, _gradients(lambda z, y: softmax(z) - y)),
    Mistake(wrong.AVERAGED_TWICE, _gradients(lambda z, y: (softmax(z) - y) / y.size)),
    Mistake(wrong.AVERAGED_OVER_CLASSES, _gradients(lambda z, y: (softmax(z) - y) / y.shape[1])),
    Mistake(wrong.SIGN_FLIPPED, _gradients(lambda z, y: (y - softmax(z)) / len(y))),
    Mistake(wrong.SIGN_FLIPPED, _gradients(lambda z, y: y - softmax(z))),
    Mistake(wrong.SLOPE_AT_THE_OUTPUT, _gradients(_sloped)),
    Mistake(wrong.AVERAGED_AGAIN, _averaged_again(slope_too=False)),
    Mistake(wrong.SOFTMAX_NOT_DERIVED, _gradients(lambda z, y: _after_softmax(z, y) / len(y))),
    Mistake(wrong.SOFTMAX_NOT_DERIVED, _gradients(_after_softmax)),
    Mistake(wrong.FACTOR_TWO, _gradients(lambda z, y: 2 * (softmax(z) - y) / len(y))),
    Mistake(wrong.SIGMOID_FOR_SOFTMAX, _gradients(lambda z, y: (sigmoid(z) - y) / len(y))),
    Mistake(wrong.SOFTMAX_MISSING, _gradients(lambda z, y: (z - y) / len(y))),
    Mistake(wrong.SOFTMAX_WRONG_AXIS, _gradients(lambda z, y: (_softmax_down(z) - y) / len(y))),
    Mistake(wrong.SOFTMAX_WRONG_AXIS, _gradients(lambda z, y: (np.exp(z) / np.exp(z).sum() - y) / len(y))),
    Mistake(wrong.TRANSPOSED, _turned),
    Mistake(wrong.REVERSED, _reversed),
    *(
        Mistake(wrong.HIDDEN_OUTPUTS_WRONG, _gradients(step=step))
        for step in (
            np.asarray,
            softmax,
            np.tanh,
            _without_brackets,
            lambda z: np.maximum(z, 0),
            lambda z: sigmoid(-z),
        )
    ),
]
HIDDEN_GRADIENTS = [
    Mistake(wrong.SLOPE_MISSING, _gradients(slope=lambda a, a_below: np.ones_like(a))),
    Mistake(wrong.SLOPE_OF_OUTPUT, _gradients(slope=lambda a, a_below: sigmoid(a) * (1 - sigmoid(a)))),
    Mistake(wrong.SLOPE_OF_TANH, _gradients(slope=lambda a, a_below: 1 - a**2)),
    Mistake(wrong.AVERAGED_AGAIN, _averaged_again(slope_too=True)),
    Mistake(wrong.SLOPE_OF_WRONG_LAYER, _gradients(slope=lambda a, a_below: a_below * (1 - a_below))),
    *OUTPUT_GRADIENT,
]

# looking at gradients and outputs

UNIT_SPREAD = [
    Mistake(wrong.SPREAD_OF_INPUTS, lambda gradient: np.ptp(gradient, axis=0).max()),
    Mistake(wrong.SPREAD_OF_ALL, np.ptp),
    Mistake(wrong.SPREAD_PER_INPUT, lambda gradient: np.ptp(gradient, axis=1)),
    Mistake(wrong.SPREAD_AVERAGED, lambda gradient: np.ptp(gradient, axis=1).mean()),
    Mistake(wrong.SPREAD_ADDED, lambda gradient: np.ptp(gradient, axis=1).sum()),
    Mistake(wrong.ONE_INPUT_ONLY, lambda gradient: np.ptp(gradient[-1])),
    Mistake(wrong.ONE_INPUT_ONLY, lambda gradient: np.ptp(gradient[0])),
    Mistake(wrong.FIRST_UNIT_ONLY, lambda gradient: np.abs(gradient - gradient[:, :1]).max()),
    Mistake(wrong.NEIGHBOURS_ONLY, lambda gradient: np.abs(np.diff(gradient, axis=1)).max()),
    Mistake(wrong.DEVIATION_FOR_SPREAD, lambda gradient: gradient.std(axis=1).max()),
    Mistake(wrong.DEVIATION_FOR_SPREAD, lambda gradient: gradient.std(axis=1, ddof=1).max()),
    Mistake(wrong.DEVIATION_FOR_SPREAD, np.std),
]


def _together(arrays: Arrays) -> FloatArray:
    return np.concatenate([array.ravel() for array in arrays])


def _shares(flat: Callable[[FloatArray], npt.NDArray[np.bool_]]) -> Callable[[Arrays], FloatArray]:
    return lambda outputs: np.array([np.mean(flat(a)) for a in outputs])


def _slope(a: FloatArray) -> FloatArray:
    return a * (1 - a)


def _flatter_than(limit: float) -> Callable[[Arrays], FloatArray]:
    return _shares(lambda a: _slope(a) < limit)


SATURATED_SHARE = [
    Mistake(wrong.ONE_END_ONLY, _shares(lambda a: a > 0.99)),
    Mistake(wrong.ONE_END_ONLY, _shares(lambda a: a < 0.01)),
    Mistake(wrong.OUTPUT_FOR_SLOPE, _shares(lambda a: (a < 0.01) | (a > 0.99))),
    Mistake(wrong.DIVIDED_BY_IMAGES, lambda outputs: [np.sum(_slope(a) < 0.01) / len(a) for a in outputs]),
    Mistake(wrong.SLOPE_SIGN, _shares(lambda a: -_slope(a) < 0.01)),
    Mistake(wrong.LAYERS_TOGETHER, lambda outputs: np.mean(_slope(_together(outputs)) < 0.01)),
    Mistake(wrong.STEEP_SHARE, lambda outputs: 1 - saturated_share(outputs)),
    Mistake(wrong.PERCENT, lambda outputs: 100 * saturated_share(outputs)),
    Mistake(wrong.COUNT_FOR_SHARE, lambda outputs: [np.sum(_slope(a) < 0.01) for a in outputs]),
    Mistake(wrong.SLOPE_OF_OUTPUT, _shares(lambda a: _slope(sigmoid(a)) < 0.01)),
    *(Mistake(wrong.OTHER_THRESHOLD, _flatter_than(limit)) for limit in (0.1, 0.05, 0.001, 0.25)),
]


def _sizes(size: Callable[[FloatArray], Any]) -> Callable[[Arrays], FloatArray]:
    return lambda gradients: np.array([size(gradient) for gradient in gradients])


GRADIENT_SIZES = [
    Mistake(wrong.MEAN_FOR_MEDIAN, _sizes(lambda gradient: np.mean(np.abs(gradient)))),
    Mistake(wrong.LAYERS_TOGETHER, lambda gradients: np.median(np.abs(_together(gradients)))),
    Mistake(wrong.SIGN_KEPT, _sizes(np.median)),
    Mistake(wrong.SIGN_KEPT, _sizes(lambda gradient: np.abs(np.median(gradient)))),
    Mistake(wrong.SIGN_KEPT, _sizes(np.mean)),
    Mistake(wrong.UPPER_MEDIAN, _sizes(lambda gradient: np.sort(np.abs(gradient), None)[gradient.size // 2])),
    Mistake(
        wrong.UPPER_MEDIAN, _sizes(lambda gradient: np.sort(np.abs(gradient), None)[(gradient.size - 1) // 2])
    ),
    Mistake(wrong.LARGEST_FOR_MEDIAN, _sizes(lambda gradient: np.max(np.abs(gradient)))),
    Mistake(wrong.ROOT_MEAN_SQUARE, _sizes(lambda gradient: np.sqrt(np.mean(gradient**2)))),
    Mistake(wrong.ROOT_MEAN_SQUARE, _sizes(np.linalg.norm)),
]

# fans

DENSE_FANS = [
    Mistake(wrong.FANS_SWAPPED, lambda shape: fans(shape)[::-1]),
    Mistake(wrong.BIAS_IN_FAN, lambda shape: (shape[0] + 1, shape[1])),
    Mistake(wrong.BIAS_IN_FAN, lambda shape: (shape[0] + 1, shape[1] + 1)),
    Mistake(wrong.OUTPUT_CHANNELS_IN_FAN, lambda shape: (math.prod(shape), math.prod(shape))),
]
CONV_FANS = [
    Mistake(wrong.FANS_SWAPPED, lambda shape: fans(shape)[::-1]),
    Mistake(wrong.WINDOW_FORGOTTEN, lambda shape: shape[2:]),
    Mistake(wrong.FIRST_TWO_SIDES, lambda shape: shape[:2]),
    Mistake(wrong.WINDOW_ON_ONE_SIDE, lambda shape: (fans(shape)[0], shape[3])),
    Mistake(wrong.WINDOW_ON_ONE_SIDE, lambda shape: (shape[2], fans(shape)[1])),
    Mistake(
        wrong.PYTORCH_ORDER, lambda shape: (shape[1] * math.prod(shape[2:]), shape[0] * math.prod(shape[2:]))
    ),
    Mistake(wrong.INPUT_CHANNELS_IN_FAN_OUT, lambda shape: (math.prod(shape[:-1]), math.prod(shape[1:]))),
    Mistake(wrong.WINDOW_SIDE_ONLY, lambda shape: (shape[0] * shape[2], shape[0] * shape[3])),
    Mistake(wrong.WINDOW_SIDE_ONLY, lambda shape: (shape[1] * shape[2], shape[1] * shape[3])),
    Mistake(wrong.WINDOW_SIDE_ONLY, lambda shape: (shape[0] ** 2 * shape[2], shape[0] ** 2 * shape[3])),
    Mistake(wrong.SIDES_ADDED, lambda shape: (sum(shape[:3]), shape[0] + shape[1] + shape[3])),
    Mistake(wrong.BIAS_IN_FAN, lambda shape: (fans(shape)[0] + 1, fans(shape)[1])),
    Mistake(wrong.OUTPUT_CHANNELS_IN_FAN, lambda shape: (math.prod(shape), fans(shape)[1])),
    Mistake(wrong.OUTPUT_CHANNELS_IN_FAN, lambda shape: (math.prod(shape), math.prod(shape))),
]
