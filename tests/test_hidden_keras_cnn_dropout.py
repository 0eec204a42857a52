"""Whether both dropouts are at work is told from answers, of networks computed in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from autograder.hidden.keras_cnn_dropout import FEW, MANY, is_at_work
from autograder.hidden.keras_cnn_forward import Array, Step, drop_out, forward
from autograder.hidden.keras_cnn_network import RATES, SHOWN, wanted

SEEDS = range(6)


def network(seed: int, kind: str = "glorot", biases: float = 0.0) -> tuple[Step, ...]:
    """The network asked for, with new weights."""
    rng = np.random.default_rng(seed)
    weights = []
    for shape in ((3, 3, 1, 32), (3, 3, 32, 32), (4608, 128), (128, 10)):
        place = int(np.prod(shape[:-2]))
        limit = np.sqrt(6 / (place * (shape[-2] + shape[-1])))
        deviation = np.sqrt(2 / (place * shape[-2]))
        kernel = rng.uniform(-limit, limit, shape) if kind == "glorot" else rng.normal(0, deviation, shape)
        weights += [kernel.astype(np.float32), rng.normal(0, biases, shape[-1]).astype(np.float32)]
    steps = wanted(weights, 10)
    assert steps is not None
    return steps


def with_rates(steps: Sequence[Step], *rates: float) -> tuple[Step, ...]:
    """The same network with other rates of its dropouts."""
    left: Iterator[float] = iter(rates)
    return tuple(replace(step, rate=next(left)) if step.kind == "dropout" else step for step in steps)


def shown(steps: Sequence[Step], count: int, seed: int = 0) -> Array:
    """Answers in training, computed one step after the other."""
    rng = np.random.default_rng(1000 + seed)
    x = SHOWN[None]
    for step in steps:
        if step.kind == "dropout":
            x = drop_out(np.repeat(x, count // len(x), axis=0), step.rate, rng)
        else:
            x = forward([step], x)
    return x


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize("kind", ["glorot", "he"])
def test_a_network_with_both_dropouts_passes_and_one_without_the_first_never_does(
    kind: str, count: int
) -> None:
    for seed in SEEDS:
        right = network(seed, kind)
        assert is_at_work(shown(right, count, seed), right, SHOWN) is True, seed
        assert is_at_work(shown(with_rates(right, 0, RATES[1]), count, seed), right, SHOWN) is False, seed


@pytest.mark.parametrize("rates", [(RATES[0], 0), (0, 0), (0.75, 0.75)])
def test_other_dropouts_do_not_pass(rates: tuple[float, float]) -> None:
    right = network(1)
    assert is_at_work(shown(with_rates(right, *rates), MANY), right, SHOWN) is False


def test_few_answers_of_networks_that_are_hard_to_tell_apart_leave_a_doubt_and_never_an_error() -> None:
    verdicts = []
    for seed in range(8):
        right = network(seed, biases=1.5)
        for steps, wrong in ((right, False), (with_rates(right, 0, RATES[1]), True)):
            verdict = is_at_work(shown(steps, FEW, seed), right, SHOWN)
            verdicts.append(verdict)
            assert verdict in (None, steps is right), seed
            assert is_at_work(shown(steps, MANY, seed), right, SHOWN) is not wrong, seed
    assert None in verdicts


def test_a_doubt_that_stays_is_the_students() -> None:
    right = network(2)
    dead = [
        replace(step, arrays=(np.zeros_like(step.arrays[0]), step.arrays[1]))
        if step.kind == "dense"
        else step
        for step in right
    ]  # nothing varies, with or without dropouts
    assert is_at_work(shown(dead, FEW), dead, SHOWN) is True
    assert is_at_work(shown(right, FEW), dead, SHOWN) is False
    assert is_at_work(shown(dead, FEW), right, SHOWN) is False


@pytest.mark.parametrize(
    "answers",
    [
        np.full((MANY, 10), np.nan, dtype=np.float32),
        np.full((MANY, 10), 0.1, dtype=np.float32),
        np.ones((MANY, 3), dtype=np.float32) / 3,
        np.random.default_rng(3).dirichlet(np.ones(10), MANY).astype(np.float32),
        np.zeros((MANY, 10), dtype=np.float32),
    ],
    ids=["no numbers", "all the same", "three classes", "anything", "zero"],
)
def test_answers_of_something_else_do_not_pass(answers: Array) -> None:
    assert is_at_work(answers, network(3), SHOWN) is False
