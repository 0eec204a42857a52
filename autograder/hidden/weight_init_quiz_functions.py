"""The inputs with which the functions of weight_init_quiz are tried, but for those that draw numbers.

`hidden_outputs` and `layer_gradients` give lists of arrays. They are looked at layer by layer, through
given functions of the notebook whose first argument is the layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from autograder.comparison import FloatArray
from autograder.hidden import weight_init_quiz_mistakes as mistakes
from autograder.hidden import weight_init_quiz_reference as reference
from autograder.hidden.manual_convolution_inputs import HALVES, NumberArray, data, grid, side
from autograder.properties import Property
from autograder.student import Call

_INPUTS = HALVES[:15]
_WEIGHTS = HALVES[:15] / 4
"""Small enough to leave the sigmoids steep: then float32 is exact enough to tell right from wrong."""


def _cut(numbers: NumberArray, shapes: Sequence[tuple[int, int]]) -> list[NumberArray]:
    """Cut a row of numbers into matrices."""
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    return [
        part.reshape(shape)
        for part, shape in zip(np.split(numbers[: ends[-1]], ends[:-1]), shapes, strict=True)
    ]


def _matrix_scale(*arrays: FloatArray) -> float:
    return float(np.prod([1 + np.abs(array).sum() for array in arrays]))


# two linear layers


def _layers_call(inputs: int, hidden: int, outputs: int, numbers: bytes) -> Call:
    row = grid((32,), numbers, HALVES)
    return Call(tuple(_cut(row, [(inputs, hidden), (hidden, outputs)])))


def _arrays(*arrays: object) -> Call:
    return Call(tuple(np.array(array, dtype=np.float64) for array in arrays))


def _read_only(*calls: Call) -> list[Call]:
    """Make the arrays of calls read-only, as the notebook says of some."""
    return [replace(call, read_only=True) for call in calls]


COLLAPSED_WEIGHTS = Property(
    "collapsed_weights",
    st.builds(_layers_call, side(4), side(4), side(4), data(32)),
    reference.collapsed_weights,
    scale=_matrix_scale,
    mistakes=mistakes.COLLAPSED_WEIGHTS,
    edges=[
        _arrays([[2]], [[3]]),
        _arrays([[1, 2]], [[1], [3]]),
        _arrays([[1], [2]], [[1, 3]]),
        _arrays([[1, 2], [3, 4]], [[0, 1], [5, 2]]),
        _arrays([[1, 2], [0, -1]], [[2, 1], [-3, 0.5]]),
        _arrays(np.arange(6).reshape(2, 3), np.arange(12).reshape(3, 4) - 5),
    ],
)


def _bias_call(hidden: int, outputs: int, numbers: bytes) -> Call:
    row = grid((24,), numbers, HALVES)
    bias, second, second_bias = _cut(row, [(1, hidden), (hidden, outputs), (1, outputs)])
    return Call((bias[0], second, second_bias[0]))


COLLAPSED_BIAS = Property(
    "collapsed_bias",
    st.builds(_bias_call, side(4), side(4), data(24)),
    reference.collapsed_bias,
    scale=_matrix_scale,
    mistakes=mistakes.COLLAPSED_BIAS,
    edges=[
        _arrays([2], [[3]], [5]),
        _arrays([1, 2], [[1], [3]], [4]),
        _arrays([2], [[1, 3]], [4, 5]),
        _arrays([1, 2], [[0, 1], [5, 2]], [7, 11]),
        _arrays([1, -2, 0.5], [[0, 1], [5, 2], [4, -2]], [7, -1]),
        _arrays([1, 2, 4], [[0, 1, 3], [5, 2, 1], [4, -2, 1]], [7, -1, 2]),
        *_read_only(_arrays([2], [[3]], [4]), _arrays([1, 3], [[0, 1], [5, 2]], [7, 11])),
    ],
)

# outputs of the hidden layers


def _net(
    images: int, sizes: Sequence[int], inputs: bytes, weights: bytes
) -> tuple[NumberArray, list[NumberArray]]:
    shapes = list(zip(sizes, sizes[1:], strict=False))
    row = grid((64,), weights, _WEIGHTS)
    return grid((images, sizes[0]), inputs, _INPUTS), _cut(row, shapes)


def _first_call(images: int, sizes: list[int], inputs: bytes, weights: bytes) -> Call:
    return Call((0, *_net(images, sizes, inputs, weights)))


def _deep_call(layer: int, images: int, sizes: list[int], inputs: bytes, weights: bytes) -> Call:
    hidden = len(sizes) - 2
    return Call((layer % hidden if layer else -1, *_net(images, sizes, inputs, weights)))


def _sizes(hidden_from: int, hidden_to: int) -> st.SearchStrategy[list[int]]:
    """Draw the numbers of inputs, of units and of classes."""
    return st.lists(side(4), min_size=2 + hidden_from, max_size=2 + hidden_to)


def _weights(*matrices: object) -> list[FloatArray]:
    return [np.array(matrix, dtype=np.float64) for matrix in matrices]


_TWO = _weights([[1, -1], [0.5, 2]], [[1, -2], [0.5, 1]])
_THREE = _weights([[1, -1], [0.5, 2]], [[1, -2], [0.5, 1]], [[2, 1], [-1, 0.5]])
_X = np.array([[1.0, 2.0]])


def _hidden(layer: int, x: FloatArray, weights: Sequence[FloatArray]) -> FloatArray:
    return reference.hidden_outputs(x, weights)[layer]


FIRST_OUTPUTS = Property(
    "look_at_hidden_outputs",
    st.builds(_first_call, side(3), _sizes(1, 1), data(12), data(64)),
    _hidden,
    mistakes=mistakes.FIRST_OUTPUTS,
    edges=[
        Call((0, np.array([[1.0]]), _weights([[1]], [[1]]))),
        Call((0, np.array([[2.0]]), _weights([[-1]], [[1, 2]]))),
        Call((0, np.array([[0.0]]), _weights([[-1]], [[1, 2]]))),
        Call((0, _X, _TWO)),
        Call((0, np.array([[1.0, 2.0], [-1.0, 0.5]]), _TWO)),
    ],
)
DEEP_OUTPUTS = Property(
    "look_at_hidden_outputs",
    st.builds(_deep_call, st.integers(0, 5), side(3), _sizes(2, 3), data(12), data(64)),
    _hidden,
    mistakes=mistakes.DEEP_OUTPUTS,
    edges=[
        Call((1, np.array([[1.0]]), _weights([[1]], [[2]], [[1]]))),
        Call((-1, np.array([[1.0]]), _weights([[1]], [[2]], [[1]]))),
        Call((-1, _X, _TWO)),
        Call((0, _X, _THREE)),
        Call((1, _X, _THREE)),
        Call((-1, _X, _THREE)),
        Call((2, _X, [*_THREE, _TWO[0]])),
    ],
)

# gradients


def _labels(images: int, classes: int, numbers: bytes) -> FloatArray:
    return np.eye(classes)[np.frombuffer(numbers, dtype=np.uint8)[:images] % classes]


def _output_call(images: int, sizes: list[int], inputs: bytes, weights: bytes, labels: bytes) -> Call:
    sizes = [*sizes[:-1], max(2, sizes[-1])]
    x, matrices = _net(images, sizes, inputs, weights)
    return Call((-1, x, _labels(images, sizes[-1], labels), matrices))


def _gradient_call(
    layer: int, images: int, sizes: list[int], inputs: bytes, weights: bytes, labels: bytes
) -> Call:
    _, x, y, matrices = _output_call(images, sizes, inputs, weights, labels).args
    return Call((layer % (len(matrices) - 1), x, y, matrices))


def _gradient(layer: int, x: FloatArray, y: FloatArray, weights: Sequence[FloatArray]) -> FloatArray:
    return reference.layer_gradients(x, y, weights)[layer]


def _gradient_scale(layer: int, x: FloatArray, y: FloatArray, weights: Sequence[FloatArray]) -> float:
    """A thousandth of the largest entry, so that gradients by float32 or by differences pass."""
    return 100 * float(np.abs(_gradient(layer, x, y, weights)).max())


_Y = np.array([[1.0, 0.0]])
_XX, _YY = np.array([[1.0, 2.0], [-1.0, 0.5], [0.5, 0.5]]), np.eye(2)[[0, 1, 0]]
_EQUAL = _weights(np.full((2, 2), 0.5), np.full((2, 2), 0.5))

OUTPUT_GRADIENT = Property(
    "look_at_layer_gradients",
    st.builds(_output_call, side(3), _sizes(1, 2), data(12), data(64), data(3)),
    _gradient,
    scale=_gradient_scale,
    mistakes=mistakes.OUTPUT_GRADIENT,
    edges=[
        Call((-1, np.array([[1.0]]), _Y, _weights([[1]], [[1, 0]]))),
        Call((-1, _X, _Y, _TWO)),
        Call((-1, _XX, _YY, _TWO)),
        Call((-1, _XX, _YY, _THREE)),
        Call((-1, _XX, _YY, _EQUAL)),
    ],
)
HIDDEN_GRADIENTS = Property(
    "look_at_layer_gradients",
    st.builds(_gradient_call, st.integers(0, 5), side(3), _sizes(1, 3), data(12), data(64), data(3)),
    _gradient,
    scale=_gradient_scale,
    mistakes=mistakes.HIDDEN_GRADIENTS,
    edges=[
        Call((0, np.array([[1.0]]), _Y, _weights([[1]], [[1, 0]]))),
        Call((0, _X, _Y, _TWO)),
        Call((0, _XX, _YY, _TWO)),
        Call((0, _XX, _YY, _THREE)),
        Call((1, _XX, _YY, _THREE)),
        Call((0, _XX, _YY, _EQUAL)),
    ],
)

# looking at gradients and outputs


def _gradient_of(inputs: int, units: int, numbers: bytes) -> Call:
    return Call((grid((inputs, units), numbers, HALVES),))


UNIT_SPREAD = Property(
    "unit_spread",
    st.builds(_gradient_of, side(4), side(4), data(16)),
    reference.unit_spread,
    mistakes=mistakes.UNIT_SPREAD,
    edges=[
        _arrays([[3, 3]]),
        _arrays([[1, 3]]),
        _arrays([[1], [4]]),
        _arrays([[0, 2, -2]]),
        _arrays([[1, 1], [5, 5]]),
        _arrays([[1, 2], [5, 5.5]]),
        _arrays([[0, -3, 4], [0, 1, 1]]),
        _arrays([[1, 3, 2, 5], [0, 0, 0, 0]]),
        _arrays(np.full((3, 4), -0.25)),
        *_read_only(_arrays([[2, 5]]), _arrays([[4, 1], [2, 3]])),
    ],
)

_OUTPUTS = np.array([0.5, 1, 0, 0.1, 0.9, 0.001, 0.999, 0.03, 0.97, 0.008, 0.992, 0.2, 0.0005, 0.9995])


def _list_call(shapes: list[tuple[int, int]], numbers: bytes, values: NumberArray) -> Call:
    return Call((_cut(grid((48,), numbers, values), shapes),))


_SHAPES = st.lists(st.tuples(side(4), side(4)), min_size=1, max_size=3)


def _lists(*matrices: object) -> Call:
    return Call((_weights(*matrices),))


SATURATED_SHARE = Property(
    "saturated_share",
    st.builds(_list_call, _SHAPES, data(48), st.just(_OUTPUTS)),
    reference.saturated_share,
    mistakes=mistakes.SATURATED_SHARE,
    edges=[
        _lists([[0.5]]),
        _lists([[1]]),
        _lists([[0]]),
        _lists([[0.999, 0.5, 0.5, 0.001]]),
        _lists([[0.5, 0.03], [0.97, 0.9]]),
        _lists([[0.0101]]),
        _lists([[0.5, 0.9899]], [[0.9]]),
        _lists([[0.5, 1, 1]], [[0, 0.2]], [[0.5]]),
    ],
)
GRADIENT_SIZES = Property(
    "gradient_sizes",
    st.builds(_list_call, _SHAPES, data(48), st.just(HALVES)),
    reference.gradient_sizes,
    scale=lambda gradients: max(float(np.abs(gradient).max()) for gradient in gradients),
    mistakes=mistakes.GRADIENT_SIZES,
    edges=[
        _lists([[2]]),
        _lists([[-2]]),
        _lists([[1, -3]]),
        _lists([[1, -2, 6]]),
        _lists([[1, -2], [6, -8]], [[0.5]]),
        _lists([[0, 0, 0, 9]], [[-1, -1.5], [4, 0]], [[1], [2]]),
    ],
)

# fans

DENSE_FANS = Property(
    "fans",
    st.builds(lambda inputs, outputs: Call(((inputs, outputs),)), side(900), side(500)),
    reference.fans,
    mistakes=mistakes.DENSE_FANS,
    edges=[Call(((1, 1),)), Call(((2, 1),)), Call(((784, 500),)), Call(((50, 10),)), Call(((10, 10),))],
    examples=15,
)
CONV_FANS = Property(
    "fans",
    st.builds(lambda *sides: Call((sides,)), side(7), side(7), side(64), side(64)),
    reference.fans,
    mistakes=mistakes.CONV_FANS,
    edges=[
        Call(((1, 1, 1, 1),)),
        Call(((1, 1, 2, 3),)),
        Call(((2, 3, 1, 1),)),
        Call(((3, 3, 1, 32),)),
        Call(((3, 3, 32, 32),)),
        Call(((5, 2, 3, 4),)),
    ],
    examples=15,
)
