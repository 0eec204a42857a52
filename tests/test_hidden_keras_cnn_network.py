"""Networks as students write them: right ones in every style, and what is said of wrong ones."""

from __future__ import annotations

import numpy as np
import pytest
from keras_cnn import lost, names_of, solved_names

from autograder.hidden.keras_cnn_dropout import FEW

HEAD = "def build_model(num_classes=10):\n    L = layers\n"
LAYERS = {
    "input": "keras.Input((28, 28, 1))",
    "conv_1": "L.Conv2D(32, 3)",
    "relu_1": "L.Activation('relu')",
    "conv_2": "L.Conv2D(32, 3)",
    "relu_2": "L.Activation('relu')",
    "pool": "L.MaxPooling2D(2)",
    "drop_1": "L.Dropout(0.25)",
    "flatten": "L.Flatten()",
    "dense_1": "L.Dense(128)",
    "relu_3": "L.Activation('relu')",
    "drop_2": "L.Dropout(0.5)",
    "dense_2": "L.Dense(num_classes)",
    "softmax": "L.Activation('softmax')",
}


def sequential(**changes: str | None) -> str:
    """Write a Sequential network with some layers replaced (several, joined by commas) or left out (None)."""
    kept = [layer for layer in (LAYERS | changes).values() if layer is not None]
    return f"{HEAD}    return keras.Sequential([{', '.join(kept)}])"


def subclass(inits: str, call: str, arguments: str = "self, x") -> str:
    return f"""
import tensorflow as tf
class Net(keras.Model):
    def __init__(self, n):
        super().__init__()
        L = layers
        {inits}
    def call({arguments}):
        o = keras.ops
        {call}
def build_model(num_classes=10):
    return Net(num_classes)
"""


ALL_LAYERS = (
    "self.last = L.Dense(n, activation='softmax'); self.hidden = L.Dense(128, activation='relu'); "
    "self.a = L.Conv2D(32, 3, activation='relu'); self.b = L.Conv2D(32, 3, activation='relu'); "
    "self.pool = L.MaxPool2D(); self.flat = L.Flatten(); self.d = L.Dropout(0.25); self.e = L.Dropout(0.5)"
)
LINEAR_LAYERS = (
    "self.a = L.Conv2D(32, 3); self.b = L.Conv2D(32, 3); self.hidden = L.Dense(128); self.last = L.Dense(n); "
)
TRAINING = "self, x, training=False"
DROPOUTS = "self.d = L.Dropout(0.25); self.e = L.Dropout(0.5); "

RIGHT = {
    "activation arguments": sequential(
        conv_1="L.Conv2D(32, (3, 3), strides=(1, 1), padding='VALID', activation='relu')",
        relu_1=None,
        conv_2="L.Conv2D(32, 3, activation=keras.activations.relu)",
        relu_2=None,
        pool="L.MaxPool2D((2, 2), strides=2, padding='valid')",
        dense_1="L.Dense(128, activation=L.ReLU())",
        relu_3=None,
        dense_2="L.Dense(num_classes, activation='softmax')",
        softmax=None,
    ),
    "layers for activations": sequential(relu_1="L.ReLU()", relu_3="L.ReLU()", softmax="L.Softmax()"),
    "functions as activations": sequential(
        relu_1="L.Activation(lambda x: keras.ops.maximum(x, 0))",
        relu_2="L.Lambda(lambda x: keras.ops.relu(x))",
    ),
    "input_shape": sequential(input=None, conv_1="L.Conv2D(32, 3, input_shape=(28, 28, 1))"),
    "no input shape": sequential(input=None),
    "InputLayer": sequential(input="L.InputLayer(shape=(28, 28, 1))"),
    "input without channels": sequential(input="keras.Input((28, 28)), L.Reshape((28, 28, 1))"),
    "reshape for flatten": sequential(flatten="L.Reshape((-1,))"),
    "rescaling by 1": sequential(conv_1="L.Rescaling(1.0), L.Conv2D(32, 3)"),
    "dropout after flatten": sequential(drop_1=None, flatten="L.Flatten(), L.Dropout(1 / 4)"),
    "dropout before ReLU": sequential(drop_2=None, relu_3="L.Dropout(0.5), L.ReLU()"),
    "dropout of nothing": sequential(conv_1="L.Dropout(0), L.Conv2D(32, 3)"),
    "ReLU after pooling": sequential(relu_2=None, pool="L.MaxPooling2D(), L.ReLU()"),
    "nested": sequential(conv_1="keras.Sequential([L.Conv2D(32, 3), L.ReLU()])", relu_1=None),
    "compiled": sequential() + "\nplain = build_model\n"
    "def build_model(num_classes=10):\n"
    "    model = plain(num_classes)\n    model.compile('sgd', 'mse')\n    return model",
    "add": HEAD
    + "    model = keras.Sequential()\n"
    + "".join(f"    model.add({layer})\n" for layer in LAYERS.values())
    + "    return model",
    "own layer": "class Block(layers.Layer):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n        self.a, self.b = layers.Conv2D(32, 3), layers.ReLU()\n"
    "    def call(self, x):\n        return self.b(self.a(x))\n"
    + sequential(conv_1="Block()", relu_1=None, conv_2="Block()", relu_2=None),
    "subclassed layer": "class Mine(layers.Conv2D):\n    pass\n" + sequential(conv_1="Mine(32, 3)"),
    "functional": HEAD + "    x = image = keras.Input((28, 28, 1), name='image')\n"
    "    for layer in [" + ", ".join(list(LAYERS.values())[1:]) + "]:\n        x = layer(x)\n"
    "    return keras.Model(image, x)",
    "functional with operations": HEAD + "    o = keras.ops\n    x = image = keras.Input((28, 28, 1))\n"
    "    x = L.Conv2D(32, 3)(o.relu(L.Conv2D(32, 3)(x)))\n"
    "    x = L.MaxPooling2D()(keras.activations.relu(x))\n"
    "    x = L.Flatten()(L.Dropout(0.25)(x))\n    x = L.Dropout(0.5)(o.relu(L.Dense(128)(x)))\n"
    "    return keras.Model(image, o.softmax(L.Dense(num_classes)(x)))",
    "subclass": subclass(
        ALL_LAYERS,
        "x = self.d(self.pool(self.b(self.a(x))), training=training); "
        "return self.last(self.e(self.hidden(self.flat(x)), training=training))",
        TRAINING,
    ),
    "subclass with TensorFlow": subclass(
        LINEAR_LAYERS + DROPOUTS,
        "x = tf.nn.max_pool2d(tf.nn.relu(self.b(tf.nn.relu(self.a(x)))), 2, 2, 'VALID'); "
        "x = self.e(tf.nn.relu(self.hidden(tf.reshape(self.d(x), (-1, 4608))))); "
        "return tf.nn.softmax(self.last(x))",
        TRAINING,
    ),
    "dropout as a function": subclass(
        LINEAR_LAYERS + "self.seed = keras.random.SeedGenerator(3)",
        "drop = keras.random.dropout if training else lambda x, rate, seed: x; "
        "x = drop(o.max_pool(o.relu(self.b(o.relu(self.a(x)))), 2), 0.25, seed=self.seed); "
        "x = drop(o.relu(self.hidden(o.reshape(x, (-1, 4608)))), 0.5, seed=self.seed); "
        "return o.softmax(self.last(x))",
        TRAINING,
    ),
}


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")
@pytest.mark.parametrize("style", RIGHT)
def test_a_right_network_passes_in_any_style(style: str) -> None:
    assert not lost(RIGHT[style], only="build_model")


FEATURES, CLASSIFIER, DROPOUT, CLASSES = (
    f"build_model_{part}" for part in ("features", "classifier", "dropout", "classes")
)
WRONG: list[tuple[str, dict[str, str | None]]] = [
    (sequential(conv_2="L.Conv2D(32, 3, padding='same')"), {FEATURES: "'same' for 'valid'"}),
    (sequential(conv_1="L.Conv2D(32, 5)", conv_2="L.Conv2D(32, 5)"), {FEATURES: "other kernel size"}),
    (sequential(conv_1="L.Conv2D(32, 3, strides=2)"), {FEATURES: "kernel in larger steps"}),
    (sequential(conv_2="L.Conv2D(64, 3)"), {FEATURES: "other number of kernels"}),
    (sequential(relu_1=None), {FEATURES: "ReLU missing"}),
    (sequential(relu_2=None, relu_3=None), {FEATURES: "ReLU missing", CLASSIFIER: "ReLU missing"}),
    (sequential(relu_1="L.Activation('sigmoid')"), {FEATURES: "other activation"}),
    (sequential(relu_1="L.LeakyReLU()"), {FEATURES: "other activation"}),
    (sequential(relu_1="L.Activation('relu6')"), {FEATURES: "other activation"}),
    (
        sequential(conv_2="L.SeparableConv2D(32, 3)"),
        dict.fromkeys((FEATURES, CLASSIFIER, DROPOUT, CLASSES), "another kind of layer"),
    ),
    (sequential(relu_1="L.Softmax()"), {FEATURES: "softmax in a hidden layer"}),
    (sequential(conv_2=None, relu_2=None), {FEATURES: "one convolution only"}),
    (sequential(relu_2="L.ReLU(), L.Conv2D(32, 3), L.ReLU()"), {FEATURES: "more than two convolutions"}),
    (
        sequential(conv_1=None, relu_1=None, conv_2=None, relu_2=None, pool=None),
        {FEATURES: "no convolution"},
    ),
    (sequential(pool=None), {FEATURES: "pooling missing"}),
    (sequential(pool="L.AveragePooling2D(2)"), {FEATURES: "mean for max"}),
    (sequential(pool="L.MaxPooling2D(3)"), {FEATURES: "other pooling window"}),
    (sequential(pool="L.MaxPooling2D(2, strides=1)"), {FEATURES: "other pooling window"}),
    (sequential(relu_1="L.ReLU(), L.MaxPooling2D()"), {FEATURES: "pooling twice"}),
    (sequential(relu_1="L.BatchNormalization(), L.ReLU()"), {FEATURES: "batch normalisation added"}),
    (sequential(flatten=None), {CLASSIFIER: "flatten missing"}),
    (sequential(flatten="L.GlobalAveragePooling2D()"), {CLASSIFIER: "global pooling for flatten"}),
    (sequential(dense_1="L.Dense(64)"), {CLASSIFIER: "other number of units"}),
    (
        sequential(dense_1=None, relu_3=None, drop_2=None),
        {CLASSIFIER: "fully connected layer missing", DROPOUT: "dropout missing"},
    ),
    (sequential(relu_3="L.ReLU(), L.Dense(128), L.ReLU()"), {CLASSIFIER: "more fully connected layers"}),
    (sequential(relu_3="L.Activation('tanh')"), {CLASSIFIER: "other activation"}),
    (sequential(relu_3="L.Softmax()"), {CLASSIFIER: "softmax in a hidden layer"}),
    (sequential(softmax=None), {CLASSIFIER: "softmax missing"}),
    (sequential(softmax="L.Softmax(), L.Softmax()"), {CLASSIFIER: "softmax twice"}),
    (sequential(softmax="L.Activation('sigmoid')"), {CLASSIFIER: "sigmoid for softmax"}),
    (sequential(softmax="L.ReLU(), L.Softmax()"), {CLASSIFIER: "ReLU before softmax"}),
    (sequential(dense_2="L.Dense(10)"), {CLASSES: "num_classes not used"}),
    (sequential(dense_2="L.Dense(128)"), {CLASSIFIER: "number of classes", CLASSES: "num_classes not used"}),
    (
        sequential(dense_2="L.Dense(num_classes + 1)"),
        {CLASSIFIER: "number of classes", CLASSES: "number of classes"},
    ),
    (sequential(drop_1="L.Dropout(0.5)", drop_2="L.Dropout(0.25)"), {DROPOUT: "dropout rates exchanged"}),
    (sequential(drop_1="L.Dropout(0.75)"), {DROPOUT: "share kept for share dropped"}),
    (sequential(drop_1="L.Dropout(0.2)"), {DROPOUT: "other dropout rate"}),
    (sequential(drop_1=None), {DROPOUT: "dropout missing"}),
    (sequential(drop_1=None, drop_2=None), {DROPOUT: "dropout missing"}),
    (sequential(drop_1="L.SpatialDropout2D(0.25)"), {DROPOUT: "another kind of dropout"}),
    (sequential(relu_2="L.ReLU(), L.Dropout(0.25)", drop_1=None), {DROPOUT: "dropout at another place"}),
    (sequential(relu_1="L.ReLU(), L.Dropout(0.25)"), {DROPOUT: "too many dropouts"}),
    (
        subclass(
            ALL_LAYERS.replace("32, 3", "64, 3"),
            "return self.last(self.e(self.hidden(self.flat(self.d(self.pool(self.b(self.a(x))))))))",
            TRAINING,
        ),
        {FEATURES: "other number of kernels"},
    ),
    (
        subclass(
            LINEAR_LAYERS.replace("(32, 3)", "(64, 3)")
            + DROPOUTS
            + "self.p = L.MaxPool2D(); self.f = L.Flatten()",
            "x = self.d(self.p(o.relu(self.b(o.relu(self.a(x)))))); "
            "return o.softmax(self.last(self.e(o.relu(self.hidden(self.f(x))))))",
            TRAINING,
        ),
        {FEATURES: "other number of kernels"},
    ),
    (
        subclass(
            ALL_LAYERS,
            "return self.last(self.hidden(self.flat(self.d(self.pool(self.b(self.a(x))), training=False))))",
        ),
        {DROPOUT: "dropout missing"},
    ),
    (
        subclass(
            ALL_LAYERS,
            "return self.last(self.e(self.hidden(self.flat(self.d(self.pool(self.b(self.a(x))))))))",
        ),
        {DROPOUT: "training not passed on"},
    ),
]


@pytest.mark.parametrize(("network", "expected"), WRONG)
def test_what_is_wrong_with_a_network_is_named(network: str, expected: dict[str, str | None]) -> None:
    assert names_of(lost(network, only="build_model")) == expected


def test_dropout_that_is_never_at_work_is_found_by_its_effect() -> None:
    call = (
        "x = self.d(self.pool(self.b(self.a(x))), training=False); "
        "return self.last(self.e(self.hidden(self.flat(x)), training=False))"
    )
    (failure,) = lost(subclass(ALL_LAYERS, call), only="build_model").values()
    assert "do not vary" in failure.message


def test_dropout_that_is_always_at_work_is_named() -> None:
    call = "return self.last(self.e(self.hidden(self.flat(self.pool(self.b(self.a(x))))), training=True))"
    failures = lost(subclass(ALL_LAYERS, call), only="build_model")
    assert set(names_of(failures).values()) == {"dropout at prediction"}
    assert len(failures) == 4


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("del build_model", "NameError"),
        (f"{HEAD}    model = 1", "returned None"),
        (f"{HEAD}    return 'model'", "TypeError"),
        (f"{HEAD}    raise NotImplementedError", "not implemented yet"),
        (sequential(input="keras.Input((28, 28, 3))"), "build_model raised ValueError"),
        (sequential(relu_1="L.PReLU()"), "'PReLU' cannot be followed"),
    ],
)
def test_what_is_no_network_fails_all_tests(change: str, told: str) -> None:
    failures = lost(change, only="build_model")
    assert len(failures) == 4
    for failure in failures.values():
        assert told in failure.message
        assert "\x1b" not in failure.message


# what a student's process claims

FORGED = {
    "layers of another network": "found['layers'] = right['layers']",
    "layers and weights of another network": "found.update(layers=right['layers'], weights=right['weights'])",
    "layers of nonsense": "found['layers'] = [{'kind': 5, 'arrays': -1}, 'layer', None]",
    "no layers": "found['layers'] = []",
    "endless layers": "found['layers'] = right['layers'] * 1000",
    "huge pooling": "found['layers'] = [dict(kind='MaxPooling2D', arrays=0, pool_size=(10**9, 1))]",
    "outputs of nonsense": "found['output'] = found['output_again'] = np.full((6, 10), np.nan)",
    "weights of nonsense": "found['weights'] = [np.full((3, 3, 1, 32), np.inf)]",
    "text for weights": "found['weights'] = 'weights'",
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_network_that_is_only_claimed_earns_nothing(forgery: str) -> None:
    lie = (
        "honest, right = look_at_network, look_at_network(None, np.zeros((6, 28, 28, 1), 'float32'), 2)\n"
        + sequential(conv_1="L.Conv2D(8, 5)", dense_1="L.Dense(16)", relu_3=None)
        + "\ndef look_at_network(classes, images, repeats):\n"
        "    found = honest(classes, images, repeats)\n"
        f"    {FORGED[forgery]}\n    return found"
    )
    found = lost(lie, only="build_model")
    assert {FEATURES, CLASSIFIER} <= set(found)


def test_dropout_that_is_only_claimed_earns_nothing() -> None:
    lie = (
        "listed = look_at_model(build_model())\nhonest = look_at_network\n"
        + sequential(drop_1=None, drop_2=None)
        + "\ndef look_at_network(classes, images, repeats):\n"
        "    return honest(classes, images, repeats) | {'layers': listed}"
    )
    assert set(lost(lie, only="build_model")) == {DROPOUT}


def test_the_notebook_describes_layers_that_are_inside_of_others() -> None:
    names = solved_names(RIGHT["nested"])
    kinds = [layer["kind"] for layer in names["look_at_model"](names["build_model"]())]
    assert kinds[:3] == ["Conv2D", "ReLU", "Conv2D"]
    assert "Sequential" not in kinds


def test_looking_at_a_network_leaves_keras_as_it_was() -> None:
    names = solved_names()
    before = names["layers"].Layer.__call__
    names["look_at_network"](None, np.zeros((2, 28, 28, 1), "float32"), FEW)
    assert names["layers"].Layer.__call__ is before
