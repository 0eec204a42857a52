"""Weights for the networks of hand-ins of keras_cnn that are not written as the solved one is.

Without fitting weights a hand-in is trained at grading, which takes seconds. Where the network is right, its
weights are those of the solved notebook. Where it is wrong, they are new ones, so that it reads no digits:
all such networks are built in one process.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

from course import read
from training import run_python, trained

ASSIGNMENT = "keras_cnn"
FOLDER = Path(__file__).resolve().parent / "submissions" / ASSIGNMENT
PREFIX = "keras_cnn_of_"
_UNTRAINED = "untrained"

_BUILD = """
keras.utils.set_random_seed(3)
model = build_model()
model(np.zeros((1, 28, 28, 1), "float32"))
"""


def _block(name: str, cell: str) -> str:
    """Return the source that a hand-in has for a cell."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    return text.partition(f"# %% [{cell}]\n")[2].partition("\n# %%")[0]


def _solved(cell: str) -> str:
    return str(next(each.source for each in read("solutions", ASSIGNMENT).cells if each.id == cell))


def _names() -> list[str]:
    """Hand-ins that ask for weights of their own network."""
    return [path.stem for path in sorted(FOLDER.glob("*.py")) if f"{PREFIX}{path.stem}" in path.read_text()]


@functools.cache
def _built() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="convclass-networks-") as folder:
        right = Path(folder) / "right.weights.h5"
        right.write_bytes(trained(ASSIGNMENT)["digits.weights.h5"])
        script = ["import keras, numpy as np", "from keras import layers", _solved("build_model"), _BUILD]
        script += [f"model.save_weights('{_UNTRAINED}.weights.h5')"]
        script += [f"model.load_weights({right.name!r})", "arrays = model.get_weights()"]
        for name in _names():
            script += [_block(name, "build_model"), _BUILD]
            if not name.startswith("wrong"):
                script.append("model.set_weights(arrays)")
            script.append(f"model.save_weights('{name}.weights.h5')")
        run_python("\n\n".join(script), Path(folder))
        names = [_UNTRAINED, *_names()]
        return {name: (Path(folder) / f"{name}.weights.h5").read_bytes() for name in names}


def _of(name: str) -> Callable[[], bytes]:
    return lambda: _built()[name]


def _each_image() -> bytes:
    """Weights that were trained on images which are standardised each by itself."""
    changed = ("standardize", _block("wrong_each_image", "standardize"))
    return trained(ASSIGNMENT, (changed,))["digits.weights.h5"]


RECIPES: dict[str, Callable[[], bytes]] = {
    "keras_cnn_each_image": _each_image,
    "keras_cnn_untrained": _of(_UNTRAINED),
    **{f"{PREFIX}{name}": _of(name) for name in _names()},
}
