"""The hidden suite of weight_init_quiz, checked in this process: what it accepts, refuses and names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from stand_in import StandIn

from autograder.hidden import weight_init_quiz as suite
from autograder.hidden import weight_init_quiz_functions as functions
from autograder.hidden import weight_init_quiz_misconceptions as wrong
from autograder.hidden import weight_init_quiz_reference as reference
from autograder.hidden.weight_init_quiz_questions import QUESTIONS
from autograder.outcomes import Failure, Outcome
from autograder.properties import NO_RETURN, Mistake, Property
from autograder.variants import own_order, own_shapes

TESTS: dict[str, Callable[[Any], None]] = {
    name.removeprefix("test_"): function for name, function in vars(suite).items() if name.startswith("test_")
}
NAMES = (
    "collapsed_weights",
    "collapsed_bias",
    "hidden_outputs",
    "layer_gradients",
    "unit_spread",
    "saturated_share",
    "gradient_sizes",
    "fans",
    "glorot_uniform",
    "he_normal",
)
RIGHT_VALUES = {
    "params_hidden_1": 392500,
    "params_hidden_2": 25050,
    "params_output": 510,
    "params_total": 418060,
    "params_with_norm": 420260,
    "params_trainable": 419160,
    "my_limit": reference.glorot_limit(own_shapes("ada")[0]),
    "my_deviation": reference.he_deviation(own_shapes("ada")[1]),
    "USER": "ada",
    **{f"answer_{name}": question.options[question.right].text for name, question in QUESTIONS.items()},
}
PROPERTIES = {name: value for name, value in vars(functions).items() if isinstance(value, Property)}
MISTAKES = [
    pytest.param(prop, mistake, id=f"{name}-{number}-{mistake.misconception.name}")
    for name, prop in PROPERTIES.items()
    for number, mistake in enumerate(prop.mistakes)
]


def names_of(**changed: Any) -> dict[str, Any]:
    """What a right notebook defines but for some names, with the notebook's functions to look at them."""
    names = {**RIGHT_VALUES, **{name: getattr(reference, name) for name in NAMES}, **changed}

    def draws(function: str) -> Callable[..., Any]:
        def look_at(shape: Any, seed: int, times: int) -> list[Any]:
            rng = np.random.default_rng(seed)
            return [names[function](shape, rng) for _ in range(times)]

        return look_at

    def layer(function: str) -> Callable[..., Any]:
        return lambda number, *args: list(names[function](*args))[number]

    for name in ("hidden_outputs", "layer_gradients"):
        names.setdefault(f"look_at_{name}", layer(name))
    for name in ("glorot_uniform", "he_normal"):
        names.setdefault(f"look_at_{name}", draws(name))
    return names


def lost(identity: str = "ada", **changed: Any) -> dict[str, Failure]:
    """The tests that a hand-in fails which is right but for some names."""
    student = StandIn(names_of(**changed), identity)
    failures = {}
    for name, test in TESTS.items():
        try:
            test(student)
        except Failure as failure:
            failures[name] = failure
    return failures


def named(failures: dict[str, Failure]) -> dict[str, str | None]:
    return {test: failure.misconception and failure.misconception.name for test, failure in failures.items()}


# the references


def test_a_right_hand_in_loses_nothing() -> None:
    assert not lost()


def test_parameters_are_those_of_the_lecture() -> None:
    assert reference.parameters((784, 500, 50, 10)) == [392500, 25050, 510]


def test_two_layers_are_one() -> None:
    rng = np.random.default_rng(1)
    x, first, second = rng.normal(size=(7, 5)), rng.normal(size=(5, 4)), rng.normal(size=(4, 3))
    bias, second_bias = rng.normal(size=4), rng.normal(size=3)
    both = (x @ first + bias) @ second + second_bias
    weights = reference.collapsed_weights(first, second)
    assert np.allclose(x @ weights + reference.collapsed_bias(bias, second, second_bias), both)


def test_gradients_are_the_slopes_of_the_cost() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(4, 3)), np.eye(3)[[0, 2, 1, 2]]
    weights = [rng.normal(size=shape) for shape in ((3, 5), (5, 4), (4, 3))]

    def cost() -> float:
        top = reference.hidden_outputs(x, weights)[-1] @ weights[-1]
        return -float(np.sum(y * np.log(reference.softmax(top)))) / len(x)

    for matrix, gradient in zip(weights, reference.layer_gradients(x, y, weights), strict=True):
        for place in np.ndindex(matrix.shape):
            before = matrix[place]
            matrix[place] = before + 1e-6
            above = cost()
            matrix[place] = before - 1e-6
            below = cost()
            matrix[place] = before
            assert gradient[place] == pytest.approx((above - below) / 2e-6, abs=1e-8)


@pytest.mark.slow
def test_references_agree_with_keras() -> None:
    keras = pytest.importorskip("keras")
    from keras.src.initializers.random_initializers import compute_fans

    for shape in ((784, 500), (3, 5, 2, 7), (1, 1, 4, 4)):
        assert compute_fans(shape) == reference.fans(shape)
        drawn = np.asarray(keras.initializers.HeNormal(seed=1)((500, 300)))
        assert np.abs(drawn).max() <= 2 * np.sqrt(2 / 500) / reference.TRUNCATED_DEVIATION + 1e-6
        assert drawn.std() == pytest.approx(np.sqrt(2 / 500), rel=0.01)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(500),
            layers.BatchNormalization(),
            layers.Dense(50),
            layers.BatchNormalization(),
            layers.Dense(10),
        ]
    )
    assert model.count_params() == RIGHT_VALUES["params_with_norm"]
    trained = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert trained == RIGHT_VALUES["params_trainable"]


# points and properties


def test_the_tests_of_each_cell_have_its_points() -> None:
    points: defaultdict[str, float] = defaultdict(float)
    for test in TESTS.values():
        (marker,) = test.pytestmark  # type: ignore[attr-defined]
        points[marker.kwargs["cell"]] += marker.kwargs["points"]
    assert points == {
        "test_collapse": 1.5,
        "test_parameters": 1,
        "test_outputs": 1,
        "test_gradients": 2,
        "test_equal": 1.5,
        "test_saturation": 1.5,
        "test_fans": 1,
        "test_own_numbers": 1,
        "test_glorot": 2,
        "test_he": 2.5,
        "test_defaults": 1,
        "test_experiment": 2,
    }


@pytest.mark.parametrize(("prop", "mistake"), MISTAKES)
def test_every_listed_mistake_is_recognised(prop: Property, mistake: Mistake) -> None:
    with pytest.raises(Failure) as caught:
        prop.check(StandIn({prop.function: mistake.answer}))
    assert caught.value.misconception is not None
    assert caught.value.misconception.name == mistake.misconception.name
    assert caught.value.example is not None


def in_float32(function: Callable[..., Any]) -> Callable[..., Any]:
    def small(value: Any) -> Any:
        if isinstance(value, list):
            return [small(item) for item in value]
        return value.astype("f4") if isinstance(value, np.ndarray) else value

    return lambda *args: small(function(*map(small, args)))


@pytest.mark.parametrize("name", NAMES[:7])
def test_single_precision_is_enough(name: str) -> None:
    assert not lost(**{name: in_float32(getattr(reference, name))})


def test_gradients_by_differences_are_enough() -> None:
    def by_differences(x: Any, y: Any, weights: Any) -> list[Any]:
        weights = [matrix.copy() for matrix in weights]

        def cost() -> float:
            top = [x, *reference.hidden_outputs(x, weights)][-1] @ weights[-1]
            return -float(np.sum(y * np.log(reference.softmax(top)))) / len(x)

        gradients = [np.zeros(matrix.shape) for matrix in weights]
        for matrix, gradient in zip(weights, gradients, strict=True):
            for place in np.ndindex(matrix.shape):
                matrix[place] += 1e-6
                gradient[place] = cost()
                matrix[place] -= 2e-6
                gradient[place] = (gradient[place] - cost()) / 2e-6
                matrix[place] += 1e-6
        return gradients

    assert not lost(layer_gradients=by_differences)


@pytest.mark.parametrize("name", NAMES)
def test_a_function_that_does_nothing_earns_nothing(name: str) -> None:
    expected = {"hidden_outputs": 2, "layer_gradients": 2, "fans": 2, "glorot_uniform": 4, "he_normal": 4}
    assert len(lost(**{name: lambda *args: None})) == expected.get(name, 1)


# numbers

OTHER = own_shapes("bob")
WRONG_VALUES: dict[str, tuple[dict[str, Any], dict[str, str | None]]] = {
    "no biases": (
        {"params_hidden_1": 392000, "params_hidden_2": 25000, "params_output": 500, "params_total": 417500},
        {"parameters_dense": "biases not counted"},
    ),
    "slip": ({"params_total": 418600}, {"parameters_dense": None}),
    "two per unit": ({"params_with_norm": 419160}, {"parameters_norm": "two numbers per unit"}),
    "all trained": ({"params_trainable": 420260}, {"parameters_norm": "moving averages trained"}),
    "normalised output": (
        {"params_with_norm": 420300, "params_trainable": 419180},
        {"parameters_norm": "normalised output layer"},
    ),
    "limit by fan_in": (
        {"my_limit": np.sqrt(6 / own_shapes("ada")[0][0])},
        {"own_limit": "one fan only"},
    ),
    "four places": ({"my_limit": round(RIGHT_VALUES["my_limit"], 4)}, {}),
    "three places": ({"my_limit": 0.5 * round(2 * RIGHT_VALUES["my_limit"], 2)}, {"own_limit": None}),
    "window forgotten": (
        {"my_deviation": np.sqrt(2 / own_shapes("ada")[1][2])},
        {"own_deviation": "window forgotten"},
    ),
    "other user": (
        {
            "USER": " Bob ",
            "my_limit": reference.glorot_limit(OTHER[0]),
            "my_deviation": reference.he_deviation(OTHER[1]),
        },
        dict.fromkeys(["own_limit", "own_deviation"], "numbers of another user"),
    ),
    "neighbour's number": ({"my_limit": reference.glorot_limit(OTHER[0])}, {"own_limit": None}),
    "text": ({"my_limit": "0.1"}, {"own_limit": None}),
}


@pytest.mark.parametrize(("names", "expected"), WRONG_VALUES.values(), ids=WRONG_VALUES)
def test_wrong_values_lose_only_their_points(names: dict[str, Any], expected: dict[str, str | None]) -> None:
    assert named(lost(**names)) == expected


# questions


def letter(question: str, option: int, user: str) -> str:
    """The letter that stands before an option for a user."""
    options = QUESTIONS[question].options
    return "ABCD"[own_order(user, question, len(options)).index(option)]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("user", ["ada", "bob", "student7", "zoë"])
def test_only_the_right_letter_of_the_users_own_order_counts(question: str, user: str) -> None:
    options = QUESTIONS[question].options
    own = {"my_limit": 0, "my_deviation": 0, "USER": user}
    for place, option in enumerate(options):
        for answer in (
            letter(question, place, user),
            f" {letter(question, place, user).lower()}) ",
            option.text,
        ):
            failures = lost(user, **own, **{f"answer_{question}": answer})
            assert set(failures) - {"own_limit", "own_deviation"} == (
                {question} if option.misconception else set()
            )
            if option.misconception:
                assert failures[question].misconception == option.misconception
                assert option.text in failures[question].message


def test_a_neighbours_letters_are_no_help() -> None:
    right = [letter(name, question.right, "ada") for name, question in QUESTIONS.items()]
    agree = []
    for number in range(200):
        theirs = [letter(name, question.right, f"student{number}") for name, question in QUESTIONS.items()]
        agree.append(np.mean([mine == other for mine, other in zip(right, theirs, strict=True)]))
    assert 0.2 < np.mean(agree) < 0.3
    assert max(agree) < 1


def test_the_letter_of_the_name_that_the_notebook_showed_is_told_apart() -> None:
    for name, question in QUESTIONS.items():
        theirs = letter(name, question.right, "bob")
        if theirs != letter(name, question.right, "ada"):
            failures = lost(USER="bob", **{f"answer_{name}": theirs})
            assert named(failures) == {name: "letter of another user"}


@pytest.mark.parametrize(
    "answer", [None, 2, "E", "AB", "", "the right one", ["A"], {"A": 1}, np.zeros(3), "\ud800", "A" * 10**6]
)
def test_what_is_no_option_is_no_answer(answer: Any) -> None:
    failures = lost(answer_he_factor=answer)
    assert named(failures) == {"he_factor": None}
    right = QUESTIONS["he_factor"].options[QUESTIONS["he_factor"].right].text
    assert right not in failures["he_factor"].message


def test_feedback_never_tells_the_right_option() -> None:
    for name, question in QUESTIONS.items():
        right = question.options[question.right]
        for option in question.options:
            if option.misconception is not None:
                failure = lost(**{f"answer_{name}": option.text})[name]
                told = f"{failure.message} {failure.example} {failure.misconception}"
                assert right.text not in told


@pytest.mark.parametrize("user", [None, 7, "\ud800", "x" * 10**6, "\0", np.zeros(3), ["ada"]])
def test_a_strange_user_name_does_no_harm(user: Any) -> None:
    assert not lost(USER=user)
    assert set(lost(USER=user, my_limit=1.0)) == {"own_limit"}


def test_hints_are_short_and_names_are_in_small_letters() -> None:
    misconceptions = [value for value in vars(wrong).values() if hasattr(value, "hint")]
    misconceptions += [
        option.misconception
        for question in QUESTIONS.values()
        for option in question.options
        if option.misconception is not None
    ]
    for misconception in misconceptions:
        assert len(misconception.name) < 40
        assert 20 < len(misconception.hint) < 240
        assert misconception.hint.endswith((".", "?"))


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda x, weights: None, NO_RETURN),
        (lambda x, weights: [], wrong.LIST_TOO_SHORT),
        (lambda x, weights: 3.0, None),
    ],
)
def test_a_result_that_is_no_list_of_layers_is_told_so(answer: Any, named: Any) -> None:
    # as in the sandbox, errors of a given function tell no line
    def look_at_hidden_outputs(layer: int, x: Any, weights: Any) -> Any:
        return list(answer(x, weights))[layer]

    failures = lost(look_at_hidden_outputs=look_at_hidden_outputs)
    assert set(failures) == {"first_outputs", "deep_outputs"}
    for failure in failures.values():
        assert failure.message.startswith(
            "hidden_outputs did not return a list with an array for each layer."
        )
        assert failure.outcome is Outcome.WRONG
        assert failure.misconception is named
