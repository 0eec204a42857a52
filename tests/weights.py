"""Files that hand-ins bring along: trained weights, made once by running the solved notebook."""

from __future__ import annotations

from collections.abc import Callable

import celebrity_weights
import keras_networks
import keras_weights
from course import read
from notebooks import cell
from training import trained


def _file(assignment: str, name: str) -> Callable[[], bytes]:
    return lambda: trained(assignment)[name]


def _faces() -> bytes:
    """The solved network after few epochs, which take it far enough beyond the target of the tests."""
    full = cell(read("solutions", "celebrity_project"), "training").source
    short = full.replace("EPOCHS, TRAIN_SECONDS = 20,", "EPOCHS, TRAIN_SECONDS = 8,")
    assert short != full
    return trained("celebrity_project", (("training", short), ("suspects", "")))["faces.weights.h5"]


RECIPES: dict[str, Callable[[], bytes]] = {
    "keras_cnn_trained": _file("keras_cnn", "digits.weights.h5"),
    "keras_cnn_history": _file("keras_cnn", "digits_history.json"),
    "celebrity_trained": _faces,
    **celebrity_weights.RECIPES,
    **keras_networks.RECIPES,
    **keras_weights.RECIPES,
}
