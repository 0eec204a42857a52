"""The computation in numpy against Keras itself, and hostile descriptions of networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from keras_cnn import solved_names

from autograder.hidden.keras_cnn_forward import (
    MAX_LAYERS,
    Step,
    Unsupported,
    drop_out,
    forward,
    read_layers,
    read_weights,
    softmax,
)

NETWORKS = {
    "strides and paddings": "L.Conv2D(3, (3, 5), strides=(2, 3), padding='same'), L.Conv2D(4, 2, strides=2)",
    "no bias": "L.Conv2D(3, 3, use_bias=False), L.Flatten(), L.Dense(5, use_bias=False)",
    "pooling": "L.Conv2D(3, 4), L.MaxPooling2D((2, 3), strides=(3, 1), padding='same')",
    "average with padding": "L.Conv2D(2, 3), L.AveragePooling2D(3, strides=2, padding='same')",
    "global maximum": "L.Conv2D(3, 3), L.GlobalMaxPooling2D(), L.Dense(4)",
    "global mean": "L.Conv2D(3, 3), L.GlobalAveragePooling2D(), L.Dense(4, activation='tanh')",
    "activations": "L.Conv2D(2, 3, activation='sigmoid'), L.Conv2D(2, 3, activation='silu'), "
    "L.Conv2D(2, 3, activation='elu'), L.Conv2D(2, 3, activation='softplus'), "
    "L.Conv2D(2, 3, activation='softmax')",
    "kinds of ReLU": "L.Conv2D(2, 3), L.LeakyReLU(0.3), L.ReLU(negative_slope=0.1), "
    "L.Conv2D(2, 3, activation='leaky_relu'), L.Conv2D(2, 3, activation='relu6'), L.ReLU()",
    "normalisation": "L.BatchNormalization(epsilon=0.1), L.Rescaling(2.0, offset=-1.0), L.Conv2D(2, 3)",
    "dense on maps": "L.Conv2D(2, 3), L.Dense(3, activation='relu'), L.Dropout(0.5), L.Softmax()",
    "reshaped": "L.Reshape((28 * 28,)), L.Identity(), L.Dense(3)",
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_computes_what_keras_computes(kind: str) -> None:
    names = solved_names(
        f"L = layers\nnetwork = keras.Sequential([keras.Input((28, 28, 1)), {NETWORKS[kind]}])"
    )
    network, images = names["network"], np.random.default_rng(0).normal(size=(3, 28, 28, 1)).astype("float32")
    for variable in network.weights:  # biases and statistics other than those at the beginning
        variable.assign(np.random.default_rng(1).uniform(0.1, 0.4, size=variable.shape))
    weights = read_weights(names["look_at_weights"](network))
    steps = read_layers(names["look_at_model"](network), weights)
    expected = names["look_at_output"](network, images)
    np.testing.assert_allclose(forward(steps, images), expected, rtol=1e-4, atol=1e-5)


def test_dropout_leaves_out_its_share_and_keeps_the_mean() -> None:
    numbers = drop_out(np.ones((200, 1000), dtype=np.float32), 0.25, np.random.default_rng(2))
    assert numbers.dtype == np.float32
    assert set(np.unique(numbers.round(5))) == {0, np.float32(1 / 0.75).round(5)}
    assert np.mean(numbers == 0) == pytest.approx(0.25, abs=0.01)
    assert numbers.mean() == pytest.approx(1, abs=0.01)


def test_softmax_takes_large_numbers() -> None:
    np.testing.assert_allclose(softmax(np.array([[1e6, 0, 1e6]], dtype=np.float32)), [[0.5, 0, 0.5]])


KERNEL = np.zeros((3, 3, 1, 2), dtype=np.float32)
HOSTILE: list[Any] = [
    None,
    "layers",
    [],
    [None],
    [{}],
    [{"kind": "Conv2D", "arrays": 1}] * (MAX_LAYERS + 1),
    [{"kind": "Conv2D", "arrays": 2}],
    [{"kind": "Conv2D", "arrays": True}],
    [{"kind": "Conv2D", "arrays": 1, "strides": (10**12, 1)}],
    [{"kind": "Conv2D", "arrays": 1, "strides": 0}],
    [{"kind": "Conv2D", "arrays": 1, "strides": "11"}],
    [{"kind": "Conv2D", "arrays": 1, "padding": "causal"}],
    [{"kind": "Conv2D", "arrays": 1, "dilation_rate": 2}],
    [{"kind": "Conv2D", "arrays": 1, "groups": 2}],
    [{"kind": "Conv2D", "arrays": 1, "activation": "numpy"}],
    [{"kind": "Dense", "arrays": 1}],
    [{"kind": "Dropout", "arrays": 0, "rate": float("nan")}],
    [{"kind": "BatchNormalization", "arrays": 1}],
    [{"kind": "ReLU", "arrays": 0, "max_value": 3}],
    [{"kind": "Flatten", "arrays": 0}],  # which leaves weights over
]


@pytest.mark.parametrize("layers", HOSTILE)
def test_what_cannot_be_followed_is_refused(layers: Any) -> None:
    with pytest.raises(Unsupported):
        read_layers(layers, [KERNEL])


@pytest.mark.parametrize(
    "weights",
    [None, "weights", [[1.0]], [np.array(["text"])], [np.zeros(11_000_000, dtype=np.uint8)], [KERNEL] * 1000],
)
def test_weights_that_are_none_are_refused(weights: Any) -> None:
    with pytest.raises(Unsupported):
        read_weights(weights)


@pytest.mark.parametrize(
    "steps",
    [
        [Step("conv", (np.zeros((3, 3, 5, 2), dtype=np.float32),))],
        [Step("conv", (np.zeros((29, 3, 1, 2), dtype=np.float32),))],
        [Step("conv", (KERNEL, np.zeros(7, dtype=np.float32)))],
        [Step("flatten"), Step("conv", (KERNEL,))],
        [Step("flatten"), Step("max_pool", size=(2, 2))],
        [Step("flatten"), Step("global_avg")],
        [Step("flatten"), Step("dense", (np.zeros((5, 2), dtype=np.float32),))],
        [Step("dense", (np.zeros((1, 9_000_000), dtype=np.float32),))],
    ],
)
def test_weights_that_do_not_fit_are_refused(steps: list[Step]) -> None:
    with pytest.raises(Unsupported):
        forward(steps, np.zeros((1, 28, 28, 1)))
