from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d
from stand_in import StandIn

from autograder.hidden import manual_convolution as suite
from autograder.hidden import manual_convolution_conv2d as conv2d_checks
from autograder.hidden import manual_convolution_layers as layer_checks
from autograder.hidden import manual_convolution_misconceptions as wrong
from autograder.hidden import manual_convolution_reference as reference
from autograder.outcomes import Failure
from autograder.properties import ANYTHING, Mistake, Property
from autograder.variants import own_image_and_kernel

TESTS: dict[str, Callable[[Any], None]] = {
    name.removeprefix("test_"): function for name, function in vars(suite).items() if name.startswith("test_")
}
RIGHT_FUNCTIONS = {
    name: getattr(reference, name)
    for name in (
        "conv2d",
        "relu",
        "max_pool2d",
        "avg_pool2d",
        "conv2d_multi",
        "output_size",
        "parameter_count",
        "find_curve",
    )
}
OWN_MAP = reference.conv2d(*own_image_and_kernel("ada"))
RIGHT_VALUES = {
    "map_0_1": -105.5,
    "map_2_0": 185.5,
    "map_3_3": 37.5,
    "relu_0_1": 0,
    "relu_2_0": 185.5,
    "pooled": [[104, 224], [217.5, 52.5]],
    "slide_mistake": "transposed",
    "my_map": OWN_MAP,
    "my_relu": reference.relu(OWN_MAP),
    "my_pooled": reference.max_pool2d(reference.relu(OWN_MAP)),
    "response_curve": 6600,
    "response_other": 0,
    "USER": "ada",
}


def properties(module: ModuleType) -> dict[str, Property]:
    return {name: value for name, value in vars(module).items() if isinstance(value, Property)}


PROPERTIES = {**properties(conv2d_checks), **properties(layer_checks)}
MISTAKES = [
    pytest.param(prop, mistake, id=f"{name}-{number}-{mistake.misconception.name}")
    for name, prop in PROPERTIES.items()
    for number, mistake in enumerate(prop.mistakes)
]


def lost(**names: Any) -> dict[str, Failure]:
    """The tests that a hand-in fails which is right but for some names."""
    student = StandIn({**RIGHT_VALUES, **RIGHT_FUNCTIONS, **names})
    failures = {}
    for name, test in TESTS.items():
        try:
            test(student)
        except Failure as failure:
            failures[name] = failure
        except AssertionError as error:
            failures[name] = Failure(suite.Outcome.WRONG, str(error))
    return failures


def named(failure: Failure) -> str | None:
    return failure.misconception.name if failure.misconception else None


# the references


def test_a_right_hand_in_loses_nothing() -> None:
    assert not lost()


def test_the_worked_example_is_that_of_the_lecture() -> None:
    feature_map = reference.conv2d(reference.IMAGE, reference.KERNEL)
    rows = [
        [32.5, -105.5, -44, -60.5],
        [-105.5, 104, 224, 213.5],
        [185.5, 217.5, 38.5, 52.5],
        [54, 31, -18, 37.5],
    ]
    assert np.allclose(feature_map, rows)
    assert np.sum(reference.CURVE_PATCH * reference.CURVE_KERNEL) == 6600
    assert np.sum(reference.OTHER_PATCH * reference.CURVE_KERNEL) == 0


def random_calls(count: int) -> list[tuple[Any, Any]]:
    generator = np.random.default_rng(3)
    sizes = generator.integers(1, 8, size=(count, 4))
    return [(generator.normal(size=(H, W)), generator.normal(size=(h, w))) for H, W, h, w in sizes]


def test_conv2d_agrees_with_scipy() -> None:
    compared = 0
    for image, kernel in random_calls(100):
        if kernel.shape[0] <= image.shape[0] and kernel.shape[1] <= image.shape[1]:
            dense = correlate2d(image, kernel, mode="valid")
            for stride in (1, 2, 3):
                assert np.allclose(reference.conv2d(image, kernel, stride), dense[::stride, ::stride])
                compared += 1
        if kernel.shape[0] % 2 and kernel.shape[1] % 2:
            dense = correlate2d(image, kernel, mode="same")
            assert np.allclose(reference.conv2d(image, kernel, padding="same"), dense)
            compared += 1
    assert compared > 100


@pytest.mark.slow
def test_references_agree_with_tensorflow() -> None:
    tf = pytest.importorskip("tensorflow")
    generator = np.random.default_rng(4)
    for image, kernel in random_calls(60):
        batch, weights = image[None, :, :, None], kernel[:, :, None, None]
        fits = all(k <= n for k, n in zip(kernel.shape, image.shape, strict=True))
        for stride in (1, 2, 3, 9):
            for padding in ("same", "valid") if fits else ("same",):
                expected = tf.nn.conv2d(batch, weights, stride, padding.upper()).numpy()[0, :, :, 0]
                assert np.allclose(reference.conv2d(image, kernel, stride, padding), expected)
                sizes = [
                    reference.output_size(n, k, stride, padding)
                    for n, k in zip(image.shape, kernel.shape, strict=True)
                ]
                assert sizes == list(expected.shape)
            window = min(*image.shape, 3)
            expected = tf.nn.max_pool2d(batch, window, stride, "VALID").numpy()[0, :, :, 0]
            assert np.allclose(reference.max_pool2d(image, window, stride), expected)
            expected = tf.nn.avg_pool2d(batch, window, stride, "VALID").numpy()[0, :, :, 0]
            assert np.allclose(reference.avg_pool2d(image, window, stride), expected)
        image, kernels = generator.normal(size=(6, 5, 3)), generator.normal(size=(3, 2, 3, 4))
        bias = generator.normal(size=4)
        expected = tf.nn.conv2d(image[None], kernels, 1, "VALID").numpy()[0] + bias
        assert np.allclose(reference.conv2d_multi(image, kernels, bias), expected)
        layer = tf.keras.layers.Conv2D(4, (3, 2))
        layer.build((None, 6, 5, 3))
    assert reference.parameter_count(3, 2, 3, 4) == layer.count_params()


# points and properties


def test_the_tests_of_each_cell_have_its_points() -> None:
    points: defaultdict[str, float] = defaultdict(float)
    for test in TESTS.values():
        (marker,) = test.pytestmark  # type: ignore[attr-defined]
        points[marker.kwargs["cell"]] += marker.kwargs["points"]
    assert points == {
        "test_by_hand": 2,
        "test_slide": 1,
        "test_own_map": 2,
        "test_conv2d": 4,
        "test_same": 2,
        "test_relu": 1,
        "test_max_pool": 1.5,
        "test_avg_pool": 1,
        "test_multi": 3,
        "test_output_size": 1,
        "test_parameters": 0.5,
        "test_curve": 1,
    }


@pytest.mark.parametrize("prop", PROPERTIES.values(), ids=PROPERTIES)
def test_the_inputs_keep_what_the_notebook_promises(prop: Property) -> None:
    for trial in prop.battery:
        assert trial.expected.size
        args, options = trial.call.args, trial.call.kwargs
        if prop.function in ("conv2d", "find_curve") and options.get("padding") != "same":
            assert all(k <= n for k, n in zip(args[1].shape, args[0].shape, strict=True))
        if prop.function == "conv2d_multi":
            image, kernels, bias = args
            assert image.shape[2] == kernels.shape[2]
            assert bias.shape == kernels.shape[3:]
        if prop.function == "find_curve":
            responses = np.sort(reference.conv2d(*args).ravel())
            assert responses.size == 1 or responses[-1] > responses[-2]
        if "pool" in prop.function:
            assert options.get("window", 2) <= min(args[0].shape)


def test_the_integer_inputs_have_every_integer_type() -> None:
    dtypes = {str(trial.call.args[0].dtype) for trial in conv2d_checks.INTEGERS.battery}
    assert dtypes == {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}


@pytest.mark.parametrize(("prop", "mistake"), MISTAKES)
def test_every_listed_mistake_is_recognised(prop: Property, mistake: Mistake) -> None:
    def student_function(*args: Any, **options: Any) -> Any:
        answer = mistake.answer(*args, **options)
        if answer is None or answer is ANYTHING:
            raise ValueError("does not work")
        return answer

    with pytest.raises(Failure) as caught:
        prop.check(StandIn({prop.function: student_function}))
    assert named(caught.value) == mistake.misconception.name
    assert caught.value.example is not None


# a wrong hand-in loses what it gets wrong, and nothing else


def kept(image: Any, kernel: Any, stride: int = 1, padding: str = "valid") -> Any:
    exact = reference.conv2d(image, kernel, stride, padding)
    with np.errstate(invalid="ignore"):
        return exact.astype(image.dtype)


def in_float32(image: Any, kernel: Any, stride: int = 1, padding: str = "valid") -> Any:
    return reference.conv2d(image.astype("f4"), kernel.astype("f4"), stride, padding).astype("f4")


def squared_size(image: Any, kernel: Any, stride: int = 1, padding: str = "valid") -> Any:
    result = reference.conv2d(image, kernel, stride, padding)
    return result[:, : len(result)]


def shifts_kernel(image: Any, kernel: Any, stride: int = 1, padding: str = "valid") -> Any:
    result = reference.conv2d(image, kernel, stride, padding)
    kernel -= 1
    return result


def by_fft(image: Any, kernel: Any, stride: int = 1, padding: str = "valid") -> Any:
    if padding == "same":
        image = np.pad(
            image, [reference.paddings(n, k, stride) for n, k in zip(image.shape, kernel.shape, strict=True)]
        )
    transformed = np.fft.rfft2(image) * np.conj(np.fft.rfft2(kernel, image.shape))
    rows, cols = (n - k + 1 for n, k in zip(image.shape, kernel.shape, strict=True))
    return np.fft.irfft2(transformed, image.shape)[:rows:stride, :cols:stride]


CONV2D = reference.conv2d
WRONG_FUNCTIONS = {
    "float32": ("conv2d", in_float32, {}),
    "fft": ("conv2d", by_fft, {}),
    "lists": ("conv2d", lambda *args, **options: CONV2D(*args, **options).tolist(), {}),
    "flipped": (
        "conv2d",
        lambda image, kernel, **options: CONV2D(image, kernel[::-1, ::-1], **options),
        {"conv2d_valid": "kernel flipped"},
    ),
    "scipy convolve2d": (
        "conv2d",
        lambda image, kernel, stride=1, padding="valid": convolve2d(
            image.astype(float), kernel.astype(float), padding
        )[::stride, ::stride],
        {"conv2d_valid": "kernel flipped", "same_any": "padding on the wrong side"},
    ),
    "stride ignored": (
        "conv2d",
        lambda image, kernel, stride=1, padding="valid": CONV2D(image, kernel, 1, padding),
        {"conv2d_stride": "stride ignored", "same_any": "stride ignored"},
    ),
    "no padding": (
        "conv2d",
        lambda image, kernel, stride=1, padding="valid": CONV2D(image, kernel, stride),
        {"same_odd": "'valid' for 'same'", "same_any": "'valid' for 'same'"},
    ),
    "dense padding": (
        "conv2d",
        lambda image, kernel, stride=1, padding="valid": CONV2D(image, kernel, 1, padding)[
            ::stride, ::stride
        ],
        {"same_any": "padding ignores the stride"},
    ),
    "truncated": ("conv2d", kept, {"conv2d_integers": "integer truncation"}),
    "in place": ("conv2d", shifts_kernel, {"conv2d_untouched": "input changed in place"}),
    "always zero": (
        "conv2d",
        lambda *args, **options: 0 * CONV2D(*args, **options),
        dict.fromkeys(["conv2d_valid", "conv2d_stride", "conv2d_integers", "same_odd", "same_any"]),
    ),
    "relu in place": (
        "relu",
        lambda x: np.maximum(x, 0, out=x),
        {"relu_untouched": "input changed in place"},
    ),
    "absolute value": ("relu", np.abs, {"relu_values": "absolute value for ReLU"}),
    "max starts at zero": (
        "max_pool2d",
        lambda x, window=2, stride=None: np.maximum(reference.max_pool2d(x, window, stride), 0),
        {"max_pool_default": "max starts at zero"},
    ),
    "pool stride ignored": (
        "avg_pool2d",
        lambda x, window=2, stride=None: reference.avg_pool2d(x, window),
        {"avg_pool_stride": "stride equals window"},
    ),
    "no bias": (
        "conv2d_multi",
        lambda image, kernels, bias: reference.conv2d_multi(image, kernels, 0),
        {"multi_bias": "bias missing"},
    ),
    "first channel": (
        "conv2d_multi",
        lambda image, kernels, bias: reference.conv2d_multi(image[..., :1], kernels[:, :, :1], bias),
        {"multi_values": "only the first channel"},
    ),
    "bias only": (
        "conv2d_multi",
        lambda image, kernels, bias: reference.conv2d_multi(image, 0 * kernels, bias),
        dict.fromkeys(["multi_values", "multi_bias"]),
    ),
    "kernels scaled in place": (
        "conv2d_multi",
        lambda image, kernels, bias: reference.conv2d_multi(image, kernels.__imul__(1), bias),
        {"multi_untouched": "input changed in place"},
    ),
    "size of valid only": (
        "output_size",
        lambda n, k, stride=1, padding="valid": reference.output_size(n, k, stride),
        {"output_size_same": "'valid' for 'same'"},
    ),
    "no biases": ("parameter_count", lambda *sizes: int(np.prod(sizes)), {"parameters": "bias not counted"}),
    "swapped": (
        "find_curve",
        lambda image, kernel: reference.find_curve(image, kernel)[::-1],
        {"find_curve": "row and column swapped"},
    ),
}


@pytest.mark.parametrize(("name", "function", "expected"), WRONG_FUNCTIONS.values(), ids=WRONG_FUNCTIONS)
def test_a_wrong_function_loses_only_what_it_gets_wrong(
    name: str, function: Callable[..., Any], expected: dict[str, str | None]
) -> None:
    failures = lost(**{name: function})
    assert {test: named(failure) for test, failure in failures.items()} == expected


def test_a_function_for_squares_loses_where_shapes_are_not_square() -> None:
    failures = lost(conv2d=squared_size)
    assert set(failures) == {"conv2d_valid", "conv2d_stride", "same_odd", "same_any"}
    assert {named(failure) for failure in failures.values()} == {"square only"}


@pytest.mark.parametrize("function", RIGHT_FUNCTIONS)
def test_a_function_that_does_nothing_earns_nothing(function: str) -> None:
    assert (
        len(lost(**{function: lambda *args, **options: None}))
        == {
            "conv2d": 6,
            "relu": 2,
            "max_pool2d": 2,
            "avg_pool2d": 2,
            "conv2d_multi": 3,
            "output_size": 2,
            "parameter_count": 1,
            "find_curve": 1,
        }[function]
    )


# values

TRANSPOSED = reference.conv2d(reference.IMAGE, reference.KERNEL).T
OTHER_MAP = reference.conv2d(*own_image_and_kernel("bob"))
WRONG_VALUES = {
    "transposed entry": ({"map_2_0": -44}, {"by_hand_map": "map transposed"}),
    "rounded": (
        {"map_0_1": -105, "map_2_0": 186, "map_3_3": 38},
        {"by_hand_map": "rounded to whole numbers"},
    ),
    "slip": ({"map_2_0": 180}, {"by_hand_map": None}),
    "no relu": ({"relu_0_1": -105.5}, {"by_hand_relu": "ReLU skipped"}),
    "absolute": ({"relu_0_1": 105.5}, {"by_hand_relu": "absolute value for ReLU"}),
    "mean": (
        {"pooled": reference.avg_pool2d(reference.relu(TRANSPOSED.T))},
        {"by_hand_pooled": "mean for max"},
    ),
    "copied": ({"pooled": [[104, 217.5], [224, 52.5]]}, {"by_hand_pooled": "map transposed"}),
    "flipped slide": ({"slide_mistake": "flipped"}, {"slide": None}),
    "no choice": ({"slide_mistake": ["transposed"]}, {"slide": None}),
    "capital": ({"slide_mistake": " Transposed "}, {}),
    "own transposed": ({"my_map": OWN_MAP.T}, {"own_map": "map transposed"}),
    "own flat": ({"my_map": OWN_MAP.ravel()}, {"own_map": None}),
    "own without relu": (
        {"my_relu": OWN_MAP, "my_pooled": reference.max_pool2d(OWN_MAP)},
        {"own_relu": "ReLU skipped", "own_pooled": "ReLU skipped"},
    ),
    "own mean": (
        {"my_pooled": reference.avg_pool2d(reference.relu(OWN_MAP))},
        {"own_pooled": "mean for max"},
    ),
    "other user": (
        {
            "USER": " Bob",
            "my_map": OTHER_MAP,
            "my_relu": reference.relu(OTHER_MAP),
            "my_pooled": reference.max_pool2d(reference.relu(OTHER_MAP)),
        },
        dict.fromkeys(["own_map", "own_relu", "own_pooled"], "numbers of another user"),
    ),
    "neighbour's numbers": ({"my_map": OTHER_MAP}, {"own_map": None}),
    "other name, own numbers": ({"USER": "bob"}, {}),
    "responses exchanged": (
        {"response_curve": 0, "response_other": 6600},
        {"curve_responses": "responses exchanged"},
    ),
    "misprint": ({"response_curve": 8100, "response_other": 1500}, {"curve_responses": "misprinted kernel"}),
}


@pytest.mark.parametrize(("names", "expected"), WRONG_VALUES.values(), ids=WRONG_VALUES)
def test_wrong_values_lose_only_their_points(names: dict[str, Any], expected: dict[str, str | None]) -> None:
    failures = lost(**names)
    assert {test: named(failure) for test, failure in failures.items()} == expected


@pytest.mark.parametrize("user", [None, 7, "\ud800", "x" * 10**6, "\0", np.zeros(3), {"a": 1}, ["ada"]])
def test_a_strange_user_name_does_no_harm(user: Any) -> None:
    assert not lost(USER=user)
    assert set(lost(USER=user, my_map=OWN_MAP + 1)) == {"own_map"}


def test_the_right_values_are_never_told() -> None:
    nothing = lost(my_map=np.zeros((4, 4)), my_relu=None, my_pooled=[[1, 2], [3, 4]], map_2_0=0, pooled="?")
    told = " ".join(f"{failure.message} {failure.example}" for failure in nothing.values())
    assert len(nothing) == 5
    for number in [*OWN_MAP.ravel(), 185.5, 217.5]:
        assert f"{number:g}" not in told


def test_hints_are_short_and_names_are_in_small_letters() -> None:
    for misconception in vars(wrong).values():
        if hasattr(misconception, "hint"):
            assert len(misconception.name) < 40
            assert 20 < len(misconception.hint) < 240
            assert misconception.hint.endswith((".", "?"))
