"""Files beside hostile hand-ins of keras_cnn: what they say they are, they are not."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import h5py

# A model with a Lambda layer can only be made by Keras, which the tests do not import themselves.
_LAMBDA = """
import sys
import keras

inputs = keras.Input((28, 28, 1))
write = keras.layers.Lambda(lambda x: open("convclass-trace-lambda", "w") and x)
keras.Model(inputs, keras.layers.Flatten()(write(inputs))).save(sys.argv[1])
"""


class _Command:
    """Runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch convclass-trace-pickle /tmp/convclass-trace-pickle",)


def _bomb() -> bytes:
    """Weights in the places where Keras looks for them, of 19 GB each; nothing of them is stored."""
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        for layer in ("conv2d", "conv2d_1", "dense", "dense_1"):
            for number in "01":
                place = f"layers/{layer}/vars/{number}"
                file.create_dataset(place, shape=(40_000, 60_000), dtype="float64", chunks=(1000, 1000))
    return buffer.getvalue()


def _lambda() -> bytes:
    with tempfile.TemporaryDirectory(prefix="convclass-lambda-") as folder:
        path = Path(folder) / "model.keras"
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
        subprocess.run([sys.executable, "-c", _LAMBDA, str(path)], cwd=folder, env=environment, check=True)
        return path.read_bytes()


def _good_history() -> bytes:
    names = ("accuracy", "val_accuracy", "loss", "val_loss")
    return json.dumps({name: [1e308] * 6 for name in names}).encode()


RECIPES: dict[str, Callable[[], bytes]] = {
    "keras_cnn_pickle": lambda: pickle.dumps(_Command()),
    "keras_cnn_lambda": _lambda,
    "keras_cnn_bomb": _bomb,
    "keras_cnn_good_history": _good_history,
}
