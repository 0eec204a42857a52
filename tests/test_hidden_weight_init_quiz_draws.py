"""The checks of drawn weights in weight_init_quiz: their bounds hold, and wrong ways to draw are noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats
from stand_in import StandIn

from autograder.comparison import FloatArray
from autograder.hidden import weight_init_quiz_reference as reference
from autograder.hidden import weight_init_quiz_statistics as statistics
from autograder.hidden.weight_init_quiz_draws import CONV, DENSE, GLOROT, HE, Drawing
from autograder.hidden.weight_init_quiz_statistics import TRUNCATED_NORMAL, UNIFORM
from autograder.outcomes import Failure

T = reference.TRUNCATED_DEVIATION
CHECKS: dict[str, Callable[[Drawing, Any], None]] = {
    "dense": lambda drawing, student: drawing.check_spread(student, DENSE),
    "conv": lambda drawing, student: drawing.check_spread(student, CONV),
    "form": lambda drawing, student: drawing.check_form(student, DENSE),
    "generator": lambda drawing, student: drawing.check_generator(student),
}


def lost(drawing: Drawing, draw: Callable[..., Any], identity: str = "ada") -> dict[str, str | None]:
    """The checks that a way to draw fails, each with the misconception that is named."""

    def look_at(shape: Any, seed: int, times: int) -> list[Any]:
        rng = np.random.default_rng(seed)
        return [draw(shape, rng) for _ in range(times)]

    student = StandIn({f"look_at_{drawing.function}": look_at}, identity)
    failures = {}
    for name, check in CHECKS.items():
        try:
            check(drawing, student)
        except Failure as failure:
            failures[name] = failure.misconception and failure.misconception.name
    return failures


# the bounds


def test_the_chance_of_a_false_alarm_is_what_the_notebook_says() -> None:
    # 2 functions; mean square, mean and two rows of pairs for 2 shapes each; two distances for one
    assert statistics.CHECKS == 2 * (2 * (1 + 1 + 2) + 2)
    assert pytest.approx(2e-7) == statistics.FALSE_ALARM


def test_families_have_the_moments_of_their_distributions() -> None:
    uniform, truncated = stats.uniform(-1, 2), stats.truncnorm(-2, 2, scale=0.5)
    for family, law in ((UNIFORM, uniform), (TRUNCATED_NORMAL, truncated)):
        assert family.ratio == pytest.approx(law.std())
        assert family.fourth == pytest.approx(law.moment(4))
        for x in np.linspace(0, 1, 11):
            assert family.below(np.array(x)) == pytest.approx(law.cdf(x) - law.cdf(-x))


@pytest.mark.parametrize("variance", [1 / 3, 0.05])
def test_mean_tolerance_is_wider_than_the_normal_approximation_and_not_by_much(variance: float) -> None:
    n = 40_000
    approximate = -stats.norm.ppf(statistics.ALPHA / 2) * np.sqrt(variance / n)
    assert approximate < statistics.mean_tolerance(n, variance) < 1.2 * approximate


def test_share_tolerance_is_that_of_the_exact_distribution() -> None:
    n = 40_000
    exact = stats.kstwobign.isf(statistics.ALPHA) / np.sqrt(n)
    assert exact <= statistics.share_tolerance(n) * (1 + 1e-6) < 1.01 * exact


@pytest.mark.parametrize("drawing", [GLOROT, HE], ids=["glorot", "he"])
def test_right_draws_pass_for_every_seed(drawing: Drawing) -> None:
    right = getattr(reference, drawing.function)
    for number in range(100):
        assert lost(drawing, right, f"student{number}") == {}
        assert lost(drawing, lambda *args: right(*args).astype("f4"), f"student{number}") == {}


@pytest.mark.parametrize("alarms", [0.2, 0.02])
def test_a_tolerance_for_a_large_chance_is_kept_in_that_share_of_draws(
    alarms: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same formulas, for a chance that can be seen: each inequality must hold in simulation.
    monkeypatch.setattr(statistics, "_LOG", float(np.log(2 / alarms)))
    rng = np.random.default_rng(5)
    n, times = 400, 5000
    draws = rng.uniform(-1, 1, (times, n))
    means = np.abs(draws.mean(axis=1)) > statistics.mean_tolerance(n, 1 / 3)
    ordered = (np.sort(draws, axis=1) + 1) / 2
    steps = np.arange(n + 1) / n
    distances = np.maximum(steps[1:] - ordered, ordered - steps[:-1]).max(axis=1)
    shares = distances > statistics.share_tolerance(n)
    assert means.mean() <= alarms
    assert alarms / 10 < shares.mean() <= alarms


# ways to draw


def until_inside(rng: np.random.Generator, sigma: float, cut: float, shape: Any) -> FloatArray:
    weights = rng.normal(0, sigma, shape)
    while np.any(outside := np.abs(weights) > cut):
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights


def once_more(rng: np.random.Generator, sigma: float, shape: Any) -> FloatArray:
    weights = rng.normal(0, sigma, shape)
    outside = np.abs(weights) > 2 * sigma
    weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights


def s(shape: Any) -> float:
    return reference.he_deviation(shape)


def limit(shape: Any) -> float:
    return reference.glorot_limit(shape)


SPREAD = ("dense", "conv")
WAYS: dict[str, tuple[Drawing, Callable[..., Any], dict[str, str | None]]] = {
    "scaled random": (GLOROT, lambda shape, rng: (2 * rng.random(shape) - 1) * limit(shape), {}),
    "one by one": (
        GLOROT,
        lambda shape, rng: (
            np.array([rng.uniform(-limit(shape), limit(shape)) for _ in range(np.prod(shape))])
            .reshape(shape)
            .tolist()
        ),
        {},
    ),
    "normal": (
        GLOROT,
        lambda shape, rng: rng.normal(0, limit(shape) / np.sqrt(3), shape),
        {"form": "normal for uniform"},
    ),
    "limit for deviation": (
        GLOROT,
        lambda shape, rng: rng.normal(0, limit(shape), shape),
        {**dict.fromkeys(SPREAD, "limit for deviation"), "form": "normal for uniform"},
    ),
    "one fan": (
        GLOROT,
        lambda shape, rng: rng.uniform(-1, 1, shape) * np.sqrt(6 / reference.fans(shape)[0]),
        dict.fromkeys(SPREAD, "one fan only"),
    ),
    "window forgotten": (
        GLOROT,
        lambda shape, rng: rng.uniform(-1, 1, shape) * np.sqrt(6 / sum(shape[-2:])),
        {"conv": "window forgotten"},
    ),
    "one sign": (
        GLOROT,
        lambda shape, rng: rng.uniform(0, limit(shape), shape),
        dict.fromkeys((*SPREAD, "form"), "one sign only"),
    ),
    "rows repeated": (
        GLOROT,
        lambda shape, rng: np.broadcast_to(rng.uniform(-limit(shape), limit(shape), shape[1:]), shape),
        dict.fromkeys((*SPREAD, "form"), "numbers repeated"),
    ),
    "sorted": (
        GLOROT,
        lambda shape, rng: np.sort(rng.uniform(-limit(shape), limit(shape), shape), axis=None).reshape(shape),
        dict.fromkeys(SPREAD, "neighbours depend on each other"),
    ),
    "sorted columns": (
        GLOROT,
        lambda shape, rng: np.sort(rng.uniform(-limit(shape), limit(shape), shape), axis=0),
        dict.fromkeys(SPREAD, "neighbours depend on each other"),
    ),
    "shuffled grid": (
        GLOROT,
        lambda shape, rng: rng.permutation(np.linspace(-limit(shape), limit(shape), np.prod(shape))).reshape(
            shape
        ),
        dict.fromkeys(SPREAD, "spread too evenly"),
    ),
    "global generator": (
        GLOROT,
        lambda shape, rng: np.random.uniform(-limit(shape), limit(shape), shape),
        {"generator": "not drawn from rng"},
    ),
    "generator without a seed": (
        GLOROT,
        lambda shape, rng: np.random.default_rng().uniform(-limit(shape), limit(shape), shape),
        {"generator": "not drawn from rng"},
    ),
    "fixed seed": (
        GLOROT,
        lambda shape, rng: reference.glorot_uniform(shape, np.random.default_rng(0)),
        {"generator": "the same numbers for every generator"},
    ),
    "zeros": (
        GLOROT,
        lambda shape, rng: np.zeros(shape),
        {
            **dict.fromkeys((*SPREAD, "form"), "numbers repeated"),
            "generator": "the same numbers for every generator",
        },
    ),
    "copied generator": (
        GLOROT,
        lambda shape, rng: reference.glorot_uniform(
            shape, np.random.default_rng(np.random.SeedSequence(rng.bit_generator.state["state"]["state"]))
        ),
        {"generator": "begins anew at each call"},
    ),
    "wrong shape": (
        GLOROT,
        lambda shape, rng: reference.glorot_uniform(shape, rng).T,
        dict.fromkeys(CHECKS),
    ),
    "truncnorm": (
        HE,
        lambda shape, rng: stats.truncnorm.rvs(-2, 2, scale=s(shape) / T, size=shape, random_state=rng),
        {},
    ),
    "not cut": (HE, lambda shape, rng: rng.normal(0, s(shape), shape), {"form": "not cut off"}),
    "not cut, corrected": (
        HE,
        lambda shape, rng: rng.normal(0, s(shape) / T, shape),
        {**dict.fromkeys(SPREAD, "corrected, but not cut off"), "form": "not cut off"},
    ),
    "no correction": (
        HE,
        lambda shape, rng: until_inside(rng, s(shape), 2 * s(shape), shape),
        dict.fromkeys(SPREAD, "correction missing"),
    ),
    "correction the wrong way": (
        HE,
        lambda shape, rng: until_inside(rng, s(shape) * T, 2 * s(shape) * T, shape),
        dict.fromkeys(SPREAD, "correction the wrong way"),
    ),
    "cut at two s": (
        HE,
        lambda shape, rng: until_inside(rng, s(shape) / T, 2 * s(shape), shape),
        {**dict.fromkeys(SPREAD), "form": "cut off elsewhere"},
    ),
    "clipped": (
        HE,
        lambda shape, rng: np.clip(rng.normal(0, s(shape) / T, shape), -2 * s(shape) / T, 2 * s(shape) / T),
        dict.fromkeys((*SPREAD, "form"), "clipped"),
    ),
    "drawn again once": (
        HE,
        lambda shape, rng: once_more(rng, s(shape) / T, shape),
        {"form": "drawn again only once"},
    ),
    "uniform": (
        HE,
        lambda shape, rng: rng.uniform(-np.sqrt(3) * s(shape), np.sqrt(3) * s(shape), shape),
        {"form": "uniform for normal"},
    ),
    "factor 2 forgotten": (
        HE,
        lambda shape, rng: reference.he_normal(shape, rng) / np.sqrt(2),
        dict.fromkeys(SPREAD, "factor 2 forgotten"),
    ),
    "fan_out": (
        HE,
        lambda shape, rng: reference.he_normal(shape, rng) * s((*shape[:-2], shape[-1], 1)) / s(shape),
        dict.fromkeys(SPREAD, "fan_out for fan_in"),
    ),
    "variance for deviation": (
        HE,
        lambda shape, rng: reference.he_normal(shape, rng) * s(shape),
        dict.fromkeys(SPREAD, "root forgotten"),
    ),
    "limits not in deviations": (
        HE,
        lambda shape, rng: stats.truncnorm.rvs(
            -2 * s(shape), 2 * s(shape), scale=s(shape), size=shape, random_state=rng
        ),
        {**dict.fromkeys(SPREAD, "limits not in deviations"), "form": "uniform for normal"},
    ),
    "redrawn elsewhere": (
        HE,
        lambda shape, rng: until_inside(np.random.default_rng(), s(shape) / T, 2 * s(shape) / T, shape),
        {"generator": "not drawn from rng"},
    ),
    "infinite": (
        HE,
        lambda shape, rng: np.full(shape, np.inf),
        {**dict.fromkeys((*SPREAD, "form")), "generator": "the same numbers for every generator"},
    ),
}


@pytest.mark.parametrize(("drawing", "draw", "expected"), WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("student", ["ada", "bob"])
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_each_way_to_draw_loses_what_it_gets_wrong(
    drawing: Drawing, draw: Callable[..., Any], expected: dict[str, str | None], student: str
) -> None:
    np.random.seed(1)  # some of these draw from the global generator
    assert lost(drawing, draw, student) == expected


@pytest.mark.parametrize("answer", [None, 1.0, "text", [], [1, 2, 3], [[1.0], [2.0]], {"a": 1}])
@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_answers_of_the_wrong_form_fail_and_do_no_harm(check: Callable[..., None], answer: Any) -> None:
    with pytest.raises(Failure):
        check(HE, StandIn({"look_at_he_normal": lambda *args: answer}))
