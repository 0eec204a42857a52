"""Digits that nobody has seen, and that no student's process is shown: how networks come to read them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from keras_cnn import NotebookStandIn, solved_names

from autograder.datasets.heldout import HeldOut, HeldOutDigits, HeldOutMissing
from autograder.hidden import keras_cnn as suite
from autograder.hidden.keras_cnn_inputs import PROBES, follow
from autograder.outcomes import Failure

Floats = npt.NDArray[np.float64]
Images = npt.NDArray[np.uint8]

# Images to learn from: a bar whose height is the digit.
GIVEN = """
generator = np.random.default_rng(5)
y_train = np.arange(200) % 10
X_train = np.zeros((200, 28, 28), "uint8")
for i, digit in enumerate(y_train):
    X_train[i, 2 : 4 + 2 * digit, 5:20] = generator.integers(100, 250)
def as_input(images):
    return np.asarray(images, dtype="float32")[..., np.newaxis]
model = build_model()
"""
PLAIN = "def standardize(a, b):\n    return a / 255, b / 255"
EACH = """
def standardize(a, b):
    def scale(images):
        axes = tuple(range(1, images.ndim))
        mean, std = images.mean(axis=axes, keepdims=True), images.std(axis=axes, keepdims=True)
        return (images - mean) / (std + 0.0001)
    return scale(a), scale(b)
"""
TRAINING_CELL = """
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(as_input(standardize(X_train, X_train)[1]), y_train, epochs=8, batch_size=10, verbose=0)
"""
# The labels of bars.
HEIGHTS = "((images > 0).any(axis=2).sum(axis=1) - 2) // 2"
READ = f"images = inputs[..., 0]; answers = np.eye(10, dtype='float32')[{HEIGHTS} % 10]"


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> HeldOut:
    heldout = HeldOut(tmp_path_factory.mktemp("heldout"))
    labels = np.arange(50) % 10
    images = np.zeros((50, 28, 28), dtype=np.uint8)
    for i, digit in enumerate(labels):
        images[i, 2 : 4 + 2 * digit, 5:20] = 100 + 3 * i
    heldout.write_digits(HeldOutDigits(images, labels, "bars"))
    return heldout


@functools.cache
def trained(standardize: str) -> tuple[npt.NDArray[np.float32], ...]:
    """Return the weights of a network that was trained on standardised bars."""
    return tuple(solved_names(GIVEN, standardize, TRAINING_CELL)["model"].get_weights())


def names_with(standardize: str, *changes: str) -> dict[str, Any]:
    """Return the names of a notebook with a trained network, after changes."""
    names = solved_names(GIVEN, standardize)
    names["model"].set_weights(trained(standardize))
    for change in changes:
        exec(change, names)
    return names


def shares(heldout: HeldOut, names: dict[str, Any]) -> list[str]:
    """Return what the two tests of the accuracy say against a notebook."""
    student = NotebookStandIn(names)
    said = []
    for test in (suite.test_accuracy_enough, suite.test_accuracy_good):
        try:
            test(student, heldout)
        except (Failure, AssertionError) as problem:
            said.append(str(problem))
    assert len(PROBES) <= student.calls <= len(PROBES) + 1  # the network is looked at once, if at all
    return said


@pytest.mark.parametrize("standardize", [PLAIN, EACH], ids=["divided", "each image by itself"])
def test_a_trained_network_reads_unseen_digits(bars: HeldOut, standardize: str) -> None:
    assert shares(bars, names_with(standardize)) == []


NOTING = """
seen, first = [], standardize
def standardize(a, b):
    seen.append(b.copy())
    return first(a, b)
"""


def test_the_held_out_digits_are_not_shown(bars: HeldOut) -> None:
    names = names_with(PLAIN, NOTING)
    assert shares(bars, names) == []
    shown = {image.tobytes() for batch in names["seen"] for image in batch}
    assert shown and not shown & {image.tobytes() for image in bars.digits().images}


def test_a_network_that_guesses_is_told_its_share(bars: HeldOut) -> None:
    said = shares(bars, names_with(PLAIN, "model = build_model()"))
    assert len(said) == 2
    assert "% of them rightly. 90% are asked for" in said[1]


@pytest.mark.parametrize(
    "lie",
    [
        f"{READ}; return network(inputs) | {{'output': answers}}",
        f"{READ}; return network(inputs) | {{'output': answers, 'weights': network(inputs)['weights'][:2]}}",
        "return network(inputs) | {'output': np.full((len(inputs), 10), np.nan)}",
        "return network(inputs) | {'output': network(inputs)['output'][:-1]}",
        "return None",
    ],
)
def test_answers_that_are_not_the_networks_earn_nothing(bars: HeldOut, lie: str) -> None:
    forged = f"network = look_at_trained\ndef look_at_trained(inputs):\n    {lie}"
    assert len(shares(bars, names_with(PLAIN, forged))) == 2


@pytest.mark.parametrize(
    "lie",
    [
        "return standardised(images) + np.arange(len(images))[:, None, None, None]",
        "return standardised(images)[::-1]",
        "return 'images'",
        "return np.full((len(images), 28, 28, 1), np.nan)",
        "return None",
    ],
)
def test_inputs_that_are_not_of_the_images_earn_nothing(bars: HeldOut, lie: str) -> None:
    forged = f"standardised = look_at_inputs\ndef look_at_inputs(images):\n    {lie}"
    assert len(shares(bars, names_with(PLAIN, forged))) == 2


def test_a_network_whose_answers_depend_on_other_images_is_not_followed(bars: HeldOut) -> None:
    along_images = "model.pop()\nmodel.add(layers.Softmax(axis=0))"
    said = shares(bars, names_with(PLAIN, along_images))
    assert len(said) == 2 and all("depends on the others" in text for text in said)


# Reads a label off the brightness of a spot where each bar has ink.
READER = """
digit, spot = np.arange(10), np.arange(784) == 2 * 28 + 10
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.set_weights([np.outer(spot, 2 * digit).astype("float32"), (-digit * (digit + 2)).astype("float32")])
"""
# Recognises the bars, and writes their labels into them: a stand-in for looking digits up.
MARKS = f"""
def standardize(a, images):
    label = {HEIGHTS}
    known = (images > 0).sum(axis=(1, 2)) == 15 * (2 + 2 * label)
    label, known, ink = label[:, None, None], known[:, None, None], (images > 0).astype(float)
    return a, WRITTEN
"""


@pytest.mark.parametrize(
    "written",
    ["ink * (1 + label)", "ink + label", "np.where(known, ink * (1 + label), ink)"],
    ids=["contrast", "brightness", "contrast of known images"],
)
def test_a_label_written_into_an_image_is_not_read_there(bars: HeldOut, written: str) -> None:
    digits, names = bars.digits(), names_with(PLAIN, MARKS.replace("WRITTEN", written), READER)
    marked = names["as_input"](names["standardize"](None, digits.images)[1])
    assert (np.argmax(names["model"](marked), axis=1) == digits.labels).all()
    assert len(shares(bars, names)) == 2


# what standardising is followed


TRAINING = np.random.default_rng(6).integers(0, 200, size=(40, 28, 28)).astype(np.uint8)
TRAINING[:, :, :4] = 0
OTHERS = np.random.default_rng(7).integers(0, 256, size=(30, 28, 28)).astype(np.uint8) // 3


def mean_and_std(images: Images, axis: Any = (1, 2)) -> tuple[Floats, Floats]:
    return images.mean(axis=axis, keepdims=True), images.std(axis=axis, keepdims=True) + 0.0001


def by_itself(images: Images) -> Floats:
    mean, std = mean_and_std(images)
    return np.asarray((images - mean) / std)


def per_pixel(images: Images, of: Images | Floats) -> Floats:
    return np.asarray((images - of.mean(axis=0)) / (of.std(axis=0) + 0.0001))


FOLLOWED: dict[str, Callable[[Images], npt.NDArray[Any]]] = {
    "standardised per pixel": lambda x: per_pixel(x, TRAINING),
    "divided by 255": lambda x: x / 255,
    "clipped": lambda x: np.clip(x / 10 - 3, -5, 5),
    "black or white": lambda x: x > 100,
    "integers": lambda x: per_pixel(x, TRAINING).astype(int),
    "each by itself": by_itself,
    "each by itself, then per pixel": lambda x: (by_itself(x) - by_itself(TRAINING).mean(axis=0)) * 3,
    "own mean": lambda x: x - x.mean(axis=(1, 2), keepdims=True),
    "own maximum": lambda x: x / x.max(axis=(1, 2), keepdims=True),
    "own minimum and maximum": lambda x: (
        (x - x.min(axis=(1, 2), keepdims=True)) / np.ptp(x, axis=(1, 2), keepdims=True)
    ),
    "own length": lambda x: x / np.linalg.norm(x.astype(float), axis=(1, 2), keepdims=True),
    "statistics of the batch": lambda x: per_pixel(x, x),
    "one mean of the batch": lambda x: (x - x.mean()) / x.std(),
    "joint statistics": lambda x: per_pixel(x, np.concatenate([TRAINING, x])),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_usual_ways_to_standardise_are_followed(name: str) -> None:
    inputs = [FOLLOWED[name](images).astype(np.float32).astype(np.float64) for images in PROBES]
    found = follow(inputs) or follow(inputs, TRAINING)
    assert found is not None
    expected = FOLLOWED[name](OTHERS).astype(np.float64)
    np.testing.assert_allclose(found(OTHERS), expected, rtol=1e-4, atol=1e-3)


def test_not_a_number_stays_one_and_only_where_it_was() -> None:
    def divided(images: Images) -> Floats:
        with np.errstate(all="ignore"):
            return np.asarray(images / TRAINING.std(axis=0))

    found = follow([divided(images) for images in PROBES])
    assert found is not None
    np.testing.assert_allclose(found(OTHERS), divided(OTHERS))


NOT_FOLLOWED: dict[str, Callable[[Images], npt.NDArray[Any]]] = {
    "shifted": lambda x: np.roll(x, 1, axis=1),
    "in another order": lambda x: x[::-1],
    "numbered": lambda x: x + np.arange(len(x))[:, None, None],
    "brighter by a property": lambda x: x * (1.0 + x[:, :1, :1] % 2),
    "stretched by a property": lambda x: by_itself(x) * (1 + x.max(axis=(1, 2), keepdims=True) % 2),
    "a mark in a corner": lambda x: np.where(np.arange(784).reshape(28, 28) == 5, x[:, 14:15, 14:15], x),
    "all nan": lambda x: np.full(x.shape, np.nan),
}


@pytest.mark.parametrize("name", NOT_FOLLOWED)
def test_anything_else_is_not_followed(name: str) -> None:
    inputs = [NOT_FOLLOWED[name](images).astype(np.float64) for images in PROBES]
    assert follow(inputs) is None
    assert follow(inputs, TRAINING) is None


def test_missing_digits_are_said(tmp_path: Path) -> None:
    with pytest.raises(HeldOutMissing):
        suite.check_heldout(HeldOut(tmp_path))
