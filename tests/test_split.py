"""Splits: sizes, no near-duplicate on both sides, balance, halves, and what is said where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.datasets import split as splitting
from autograder.datasets.split import Split, TooFewPictures, halves, keep, split

NAMES = tuple("ABCD")


def per_person(chosen: np.ndarray, labels: np.ndarray) -> list[int]:
    return np.bincount(labels[chosen], minlength=len(NAMES)).tolist()


def alone(labels: np.ndarray) -> np.ndarray:
    """Groups without any near-duplicates."""
    return np.arange(len(labels))


def everything(parts: Split) -> list[int]:
    chosen = (parts.train, parts.validation, parts.test, parts.unused, parts.dropped)
    return sorted(int(index) for part in chosen for index in part)


def test_the_wanted_numbers_of_each_person() -> None:
    labels = np.repeat(np.arange(4), 80)
    parts = split(labels, alone(labels), NAMES, seed=0, wanted=(50, 10, 10))
    assert per_person(parts.train, labels) == [50] * 4
    assert per_person(parts.validation, labels) == per_person(parts.test, labels) == [10] * 4
    assert everything(parts) == list(range(320)) and len(parts.unused) == 40


def test_too_few_of_somebody_shrinks_validation_and_test_for_all() -> None:
    labels = np.repeat(np.arange(4), [70, 70, 70, 35])
    parts = split(labels, alone(labels), NAMES, seed=0, wanted=(50, 10, 10))
    assert per_person(parts.test, labels) == per_person(parts.validation, labels) == [5] * 4
    assert per_person(parts.train, labels) == [50, 50, 50, 25]


@pytest.mark.parametrize("seed", range(5))
def test_near_duplicates_stay_on_one_side(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(4), 100)
    groups = labels * 100 + rng.integers(0, 40, 400)
    groups[[0, 100]] = 999  # the same picture under two names
    parts = split(labels, groups, NAMES, seed, wanted=(60, 10, 10))
    sides = [set(groups[part]) for part in (parts.train, parts.validation, parts.test)]
    assert not sides[0] & sides[1] and not sides[0] & sides[2] and not sides[1] & sides[2]
    assert 999 not in sides[1] | sides[2]
    assert per_person(parts.test, labels) == per_person(parts.validation, labels) == [10] * 4


def test_the_seed_decides_and_the_order_tells_nothing() -> None:
    labels = np.repeat(np.arange(4), 80)
    one, same, other = (split(labels, alone(labels), NAMES, seed, (50, 10, 10)) for seed in (1, 1, 2))
    assert np.array_equal(one.test, same.test) and not np.array_equal(one.test, other.test)
    assert len(set(labels[one.test][:10])) > 1  # not sorted by person


def test_nobody_is_left_without_a_part() -> None:
    labels = np.repeat(np.arange(4), [80, 80, 80, 6])
    with pytest.raises(TooFewPictures, match="D has 6 pictures; at least 7"):
        split(labels, alone(labels), NAMES, seed=0, wanted=(50, 10, 10))


def test_nothing_but_copies_of_one_picture_cannot_be_split() -> None:
    labels = np.repeat(np.arange(4), 80)
    groups = alone(labels)
    groups[labels == 2] = 1000
    with pytest.raises(TooFewPictures, match="C are nearly the same"):
        split(labels, groups, NAMES, seed=0, wanted=(50, 10, 10))


def test_parts_of_a_source_are_kept_less_what_is_in_a_later_one() -> None:
    groups = np.array([0, 1, 2, 1, 3, 2, 4])
    parts = keep(("train", "train", "train", "valid", "valid", "test", "test"), groups, seed=0)
    assert sorted(parts.test) == [5, 6] and sorted(parts.validation) == [3, 4]
    assert sorted(parts.train) == [0] and sorted(parts.dropped) == [1, 2]


def test_halves_have_equally_many_of_each_person() -> None:
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(4), [50, 50, 50, 7]))
    half = halves(labels, seed=0)
    public = np.bincount(labels[half == splitting.PUBLIC])
    assert public.tolist() == [25, 25, 25, 4] and set(half) == {"public", "private"}
    assert not np.array_equal(half, halves(labels, seed=1))
