"""The numbers made from a user name: stable, different for each user, and safe against the usual slips."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import correlate2d

from autograder.variants import normalise, own_image_and_kernel, own_order, own_shapes

USERS = [f"student{number}" for number in range(500)]

IMAGE_OF_ANNA = [
    [48, 25, 41, 22, 4, 47],
    [18, 43, 2, 14, 14, 14],
    [189, 204, 183, 186, 244, 235],
    [183, 203, 183, 202, 190, 191],
    [36, 2, 49, 20, 39, 3],
    [34, 4, 33, 37, 35, 44],
]
ORDERS_OF_ANNA = [[0, 2, 1, 3], [1, 3, 2, 0]]
KERNEL_OF_ANNA = [[0.7, 0.8, 0.8], [-0.1, 0.1, 0.1], [-0.8, -0.7, -0.9]]


def feature_map(image: npt.NDArray[np.int64], kernel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return correlate2d(image, kernel, mode="valid")


def pooled(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return values.reshape(2, 2, 2, 2).max(axis=(1, 3))


@pytest.mark.parametrize("spelling", ["anna", "Anna", "  ANNA\n"])
def test_spellings_of_one_name_give_the_same_numbers(spelling: str) -> None:
    assert normalise(spelling) == "anna"
    image, kernel = own_image_and_kernel(spelling)
    expected_image, expected_kernel = own_image_and_kernel("anna")
    np.testing.assert_array_equal(image, expected_image)
    np.testing.assert_array_equal(kernel, expected_kernel)


def test_numbers_of_a_name_never_change() -> None:
    # Marks already given depend on these numbers: a change here is a mistake.
    image, kernel = own_image_and_kernel("anna")
    assert image.tolist() == IMAGE_OF_ANNA
    assert kernel.tolist() == KERNEL_OF_ANNA


def test_names_with_letters_of_any_alphabet_work() -> None:
    image, kernel = own_image_and_kernel("Zoë-Юлия")
    assert image.shape == (6, 6)
    assert kernel.shape == (3, 3)


@pytest.mark.parametrize("user", USERS[:50])
def test_shapes_types_and_ranges(user: str) -> None:
    image, kernel = own_image_and_kernel(user)
    assert image.shape == (6, 6)
    assert image.dtype == np.int64
    assert image.min() >= 0
    assert image.max() <= 255
    assert kernel.shape == (3, 3)
    assert kernel.dtype == np.float64
    assert np.abs(kernel).max() <= 0.9
    assert all(float(f"{weight:.1f}") == weight for weight in kernel.flat)


def test_no_two_users_share_their_numbers() -> None:
    seen = {tuple(array.tobytes() for array in own_image_and_kernel(user)) for user in USERS}
    assert len(seen) == len(USERS)


def test_results_of_a_neighbour_are_never_right() -> None:
    maps = [feature_map(*own_image_and_kernel(user)) for user in USERS[:100]]
    for position, mine in enumerate(maps):
        for other in maps[position + 1 :]:
            assert not np.allclose(mine, other, atol=1)
            assert not np.allclose(pooled(np.maximum(mine, 0)), pooled(np.maximum(other, 0)), atol=0.05)


@pytest.mark.parametrize("user", USERS)
def test_usual_slips_give_other_numbers(user: str) -> None:
    image, kernel = own_image_and_kernel(user)
    right = feature_map(image, kernel)
    assert (right > 0).sum() == 8
    assert (right < 0).sum() == 8

    slips = {
        "kernel flipped": feature_map(image, kernel[::-1, ::-1]),
        "kernel transposed": feature_map(image, kernel.T),
        "map transposed": right.T,
    }
    right_pooled = pooled(np.maximum(right, 0))
    for slip, values in slips.items():
        assert not np.allclose(values, right, atol=1), slip
        assert not np.allclose(np.maximum(values, 0), np.maximum(right, 0), atol=1), slip
        assert not np.allclose(pooled(np.maximum(values, 0)), right_pooled, atol=0.05), slip
    assert not np.allclose(pooled(right), right_pooled, atol=1), "ReLU skipped"
    means = np.maximum(right, 0).reshape(2, 2, 2, 2).mean(axis=(1, 3))
    assert not np.allclose(means, right_pooled, atol=0.05), "mean for max"


# the quiz: the order of options, and the shapes of two layers


def test_order_of_a_name_never_changes() -> None:
    # Marks already given depend on these orders and shapes: a change here is a mistake.
    assert [own_order("anna", question, 4) for question in ("he_factor", "seen_he")] == ORDERS_OF_ANNA
    assert own_shapes("anna") == ((725, 144), (5, 3, 18, 54))


@pytest.mark.parametrize("spelling", ["anna", "Anna", "  ANNA\n"])
def test_spellings_of_one_name_give_the_same_order_and_shapes(spelling: str) -> None:
    assert own_order(spelling, "he_factor", 4) == own_order("anna", "he_factor", 4)
    assert own_shapes(spelling) == own_shapes("anna")


def test_every_order_is_as_likely_as_another() -> None:
    orders = Counter(tuple(own_order(user, question, 4)) for user in USERS for question in "abcdefgh")
    assert set(orders) == set(permutations(range(4)))
    expected = len(USERS) * 8 / 24
    assert all(0.6 * expected < count < 1.4 * expected for count in orders.values())


@pytest.mark.parametrize("user", USERS)
def test_usual_slips_give_other_starting_weights(user: str) -> None:
    (inputs, outputs), (height, width, c_in, c_out) = own_shapes(user)
    fan_in, fan_out = height * width * c_in, height * width * c_out
    limit = np.sqrt(6 / (inputs + outputs))
    deviation = np.sqrt(2 / fan_in)
    slips_of_limit = [6 / inputs, 6 / outputs, 2 / (inputs + outputs), (6 / (inputs + outputs)) ** 2]
    slips_of_deviation = [2 / fan_out, 2 / c_in, 1 / fan_in, 6 / fan_in, 2 / (fan_in + fan_out)]
    slips_of_deviation += [2 / (height * c_in), 2 / (width * c_in), (2 / fan_in) ** 2, 2 / fan_in / 0.8796**2]
    assert np.abs(np.sqrt(slips_of_limit) - limit).min() > 0.0003
    assert np.abs(np.sqrt(slips_of_deviation) - deviation).min() > 0.0003
    assert 0.02 < limit < 0.5
    assert 0.02 < deviation < 0.5


def test_shapes_differ_from_user_to_user() -> None:
    assert len({own_shapes(user) for user in USERS}) == len(USERS)
