# ruff: noqa: D103 - the marker of each test says what it is about
"""The hidden tests of the assignment manual_convolution.

The points of a cell's tests add up to the points of the cell in the notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autograder.hidden import manual_convolution_conv2d as conv2d
from autograder.hidden import manual_convolution_layers as layers
from autograder.hidden import manual_convolution_misconceptions as wrong
from autograder.hidden import manual_convolution_reference as reference
from autograder.hidden.manual_convolution_reference import FloatArray
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.student import Student
from autograder.values import Values, check_values
from autograder.variants import own_image_and_kernel, shown_user

graded = pytest.mark.graded

_SLIDE_CHOICES = ("flipped", "shifted", "transposed", "wrong values")

# An array as it comes out of a misconception, or of none, which stands first in each list.
_Variants = list[tuple[Misconception | None, FloatArray]]
_Steps = list[tuple[Misconception | None, Callable[[FloatArray], FloatArray]]]

_RELU_STEPS: _Steps = [
    (None, reference.relu),
    (wrong.RELU_SKIPPED, lambda x: x),
    (wrong.ABSOLUTE_VALUE, np.abs),
    (wrong.RELU_WRONG_SIDE, lambda x: np.minimum(x, 0)),
    (wrong.STEP_FOR_RELU, lambda x: (x > 0).astype(np.float64)),
]
_POOL_STEPS: _Steps = [
    (None, reference.max_pool2d),
    (wrong.MEAN_FOR_MAX, reference.avg_pool2d),
    (wrong.MIN_FOR_MAX, lambda x: -reference.max_pool2d(-x)),
]


def _maps(image: npt.NDArray[Any], kernel: FloatArray) -> _Variants:
    right = reference.conv2d(image, kernel)
    return [
        (None, right),
        (wrong.MAP_TRANSPOSED, right.T),
        (wrong.KERNEL_FLIPPED, reference.conv2d(image, kernel[::-1, ::-1])),
        (wrong.KERNEL_TRANSPOSED, reference.conv2d(image, kernel.T)),
        (wrong.MEAN_FOR_SUM, right / kernel.size),
    ]


def _after(variants: _Variants, steps: _Steps) -> _Variants:
    """Apply a step in all its variants; a mistake in the last step is the one to be named."""
    return [
        (wrong_step or wrong_before, step(array))
        for (wrong_before, array), (wrong_step, step) in product(variants, steps)
    ]


def _check(student: Student, variants: _Variants, entries: Callable[[FloatArray], Values]) -> None:
    (_, right), *others = variants
    named = [(misconception, entries(array)) for misconception, array in others if misconception is not None]
    check_values(student, entries(right), named)


_EXAMPLE_MAPS = _maps(reference.IMAGE, reference.KERNEL)
_EXAMPLE_RELUS = _after(_EXAMPLE_MAPS, _RELU_STEPS)
_EXAMPLE_POOLS = _after(_EXAMPLE_RELUS, _POOL_STEPS)


@graded(cell="test_by_hand", points=1, asks="map_0_1, map_2_0 and map_3_3 are numbers of the feature map")
def test_by_hand_map(student: Student) -> None:
    _check(student, _EXAMPLE_MAPS, lambda m: {"map_0_1": m[0, 1], "map_2_0": m[2, 0], "map_3_3": m[3, 3]})


@graded(cell="test_by_hand", points=0.5, asks="relu_0_1 and relu_2_0 are numbers of the map after ReLU")
def test_by_hand_relu(student: Student) -> None:
    _check(student, _EXAMPLE_RELUS, lambda m: {"relu_0_1": m[0, 1], "relu_2_0": m[2, 0]})


@graded(cell="test_by_hand", points=0.5, asks="pooled is the map after ReLU and 2x2 max pooling")
def test_by_hand_pooled(student: Student) -> None:
    _check(student, _EXAMPLE_POOLS, lambda m: {"pooled": m})


@graded(cell="test_slide", points=1, asks="slide_mistake names what is wrong with the map on the slide")
def test_slide(student: Student) -> None:
    answer = student.get("slide_mistake")
    if answer is None:
        raise Failure(Outcome.WRONG, "`slide_mistake` has no value yet (it is None).")
    word = answer.strip().lower() if isinstance(answer, str) else None
    assert word in _SLIDE_CHOICES, (
        f"slide_mistake must be one of the texts {', '.join(map(repr, _SLIDE_CHOICES))}."
    )
    assert word == "transposed", (
        "This is not it. Compare the first row of slide_map with your numbers from Task 1."
    )


def _own(student: Student) -> _Variants:
    """Make the variants of the student's own feature map; a name that the notebook used comes last."""
    variants = _maps(*own_image_and_kernel(student.id))
    if (user := shown_user(student)) is not None:
        variants.append((wrong.OTHER_USER, reference.conv2d(*own_image_and_kernel(user))))
    return variants


@graded(cell="test_own_map", points=1, asks="my_map is the feature map of your own image and kernel")
def test_own_map(student: Student) -> None:
    _check(student, _own(student), lambda m: {"my_map": m})


@graded(cell="test_own_map", points=0.5, asks="my_relu is your own feature map after ReLU")
def test_own_relu(student: Student) -> None:
    _check(student, _after(_own(student), _RELU_STEPS), lambda m: {"my_relu": m})


@graded(cell="test_own_map", points=0.5, asks="my_pooled is your own map after ReLU and 2x2 max pooling")
def test_own_pooled(student: Student) -> None:
    variants = _after(_after(_own(student), _RELU_STEPS), _POOL_STEPS)
    _check(student, variants, lambda m: {"my_pooled": m})


@graded(cell="test_conv2d", points=2, asks="conv2d(image, kernel) with stride 1 and no padding")
def test_conv2d_valid(student: Student) -> None:
    conv2d.VALID.check(student)


@graded(cell="test_conv2d", points=1, asks="conv2d with larger strides")
def test_conv2d_stride(student: Student) -> None:
    conv2d.STRIDE.check(student)


@graded(cell="test_conv2d", points=0.5, asks="conv2d gives the true numbers for integer images of every type")
def test_conv2d_integers(student: Student) -> None:
    conv2d.INTEGERS.check(student)


@graded(
    cell="test_conv2d",
    points=0.5,
    asks="conv2d gives a map of the right shape, does not change its inputs, and takes read-only ones",
)
def test_conv2d_untouched(student: Student) -> None:
    conv2d.UNTOUCHED.check(student)


@graded(
    cell="test_same", points=1, asks='conv2d with padding="same", kernels of odd height and width, stride 1'
)
def test_same_odd(student: Student) -> None:
    conv2d.SAME_ODD.check(student)


@graded(cell="test_same", points=1, asks='conv2d with padding="same" and other kernels and strides')
def test_same_any(student: Student) -> None:
    conv2d.SAME_ANY.check(student)


@graded(cell="test_relu", points=0.5, asks="relu(x) replaces negative numbers by 0")
def test_relu_values(student: Student) -> None:
    layers.RELU.check(student)


@graded(
    cell="test_relu",
    points=0.5,
    asks="relu gives an array of the right shape, does not change its input, and takes a read-only one",
)
def test_relu_untouched(student: Student) -> None:
    layers.RELU_UNTOUCHED.check(student)


@graded(cell="test_max_pool", points=1, asks="max_pool2d with the stride equal to the window")
def test_max_pool_default(student: Student) -> None:
    layers.MAX_DEFAULT.check(student)


@graded(cell="test_max_pool", points=0.5, asks="max_pool2d with other strides")
def test_max_pool_stride(student: Student) -> None:
    layers.MAX_STRIDE.check(student)


@graded(cell="test_avg_pool", points=0.5, asks="avg_pool2d with the stride equal to the window")
def test_avg_pool_default(student: Student) -> None:
    layers.AVG_DEFAULT.check(student)


@graded(cell="test_avg_pool", points=0.5, asks="avg_pool2d with other strides")
def test_avg_pool_stride(student: Student) -> None:
    layers.AVG_STRIDE.check(student)


@graded(cell="test_multi", points=1.5, asks="conv2d_multi with all biases 0")
def test_multi_values(student: Student) -> None:
    layers.MULTI.check(student)


@graded(cell="test_multi", points=1, asks="conv2d_multi adds the bias of each kernel")
def test_multi_bias(student: Student) -> None:
    layers.BIAS.check(student)


@graded(
    cell="test_multi",
    points=0.5,
    asks="conv2d_multi gives maps of the right shape, does not change its inputs, and takes read-only ones",
)
def test_multi_untouched(student: Student) -> None:
    layers.MULTI_UNTOUCHED.check(student)


@graded(cell="test_output_size", points=0.5, asks="output_size without padding")
def test_output_size_valid(student: Student) -> None:
    layers.SIZE_VALID.check(student)


@graded(cell="test_output_size", points=0.5, asks='output_size with padding="same"')
def test_output_size_same(student: Student) -> None:
    layers.SIZE_SAME.check(student)


@graded(cell="test_parameters", points=0.5, asks="parameter_count(h, w, c_in, c_out)")
def test_parameters(student: Student) -> None:
    layers.PARAMETERS.check(student)


def _responses(kernel: FloatArray) -> Values:
    return {
        "response_curve": np.sum(reference.CURVE_PATCH * kernel),
        "response_other": np.sum(reference.OTHER_PATCH * kernel),
    }


@graded(
    cell="test_curve",
    points=0.5,
    asks="response_curve and response_other are the responses on the two patches",
)
def test_curve_responses(student: Student) -> None:
    right = _responses(reference.CURVE_KERNEL)
    check_values(
        student,
        right,
        [
            (
                wrong.RESPONSES_SWAPPED,
                {"response_curve": right["response_other"], "response_other": right["response_curve"]},
            ),
            (wrong.MISPRINTED_KERNEL, {"response_curve": 8100, "response_other": 1500}),
            (wrong.MEAN_FOR_SUM, _responses(reference.CURVE_KERNEL / reference.CURVE_KERNEL.size)),
            (wrong.NO_KERNEL, _responses(np.ones_like(reference.CURVE_KERNEL))),
            (wrong.KERNEL_FLIPPED, _responses(reference.CURVE_KERNEL[::-1, ::-1])),
            (
                wrong.MATRIX_PRODUCT,
                {
                    "response_curve": np.sum(reference.CURVE_PATCH @ reference.CURVE_KERNEL),
                    "response_other": np.sum(reference.OTHER_PATCH @ reference.CURVE_KERNEL),
                },
            ),
        ],
    )


@graded(cell="test_curve", points=0.5, asks="find_curve finds the patch with the largest response")
def test_find_curve(student: Student) -> None:
    layers.FIND_CURVE.check(student)
