"""Labels, loss, training, curves and maps of keras_cnn as students write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from keras_cnn import lost, names_of, solved_names

from autograder.hidden import keras_cnn_misconceptions as wrong
from autograder.outcomes import Misconception

LABELS = "def prepare_labels(y, num_classes):\n    return "
COMPILE = "def compile_model(model):\n    model.compile('adam', "
ACCURACY = ", metrics=['accuracy'])"
FIT = (
    "model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, "
    "batch_size=batch_size, verbose=0"
)
TRAIN = "def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):\n    "
CURVES = "def plot_curves(history):\n    h = history.history\n    "
MAPS = "def activation_maps(model, image):\n    "
FIRST = "np.asarray(model.layers[0](image[None])[0])"

Expected = dict[str, Misconception | None]


def check(change: str, only: str, expected: Expected) -> None:
    found = names_of(lost(change, only=only))
    assert found == {f"{only}{test}": one.name if one else None for test, one in expected.items()}


@pytest.mark.parametrize(
    "labels",
    [
        "y",
        "np.asarray(y)[:, None]",
        "np.eye(num_classes)[y]",
        "keras.ops.one_hot(y, num_classes)",
        "np.asarray(y)[:, None] == np.arange(num_classes)",
        "[[int(c == k) for k in range(num_classes)] for c in y]",
    ],
)
def test_labels_pass_in_any_form(labels: str) -> None:
    check(LABELS + labels, "labels", {})


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ("keras.utils.to_categorical(y)", wrong.CLASSES_COUNTED),
        ("np.eye(num_classes)[y].T", wrong.ONE_HOT_TRANSPOSED),
        ("1 - np.eye(num_classes)[y]", wrong.ZERO_AND_ONE_EXCHANGED),
        ("np.roll(np.eye(num_classes)[y], 1, axis=1)", wrong.LABELS_SHIFTED),
        ("np.asarray(y) - 1", wrong.LABELS_SHIFTED),
        ("[str(one) for one in y]", None),
        ("np.eye(num_classes)", None),
        ("np.eye(10)[y]", wrong.OTHER_CLASSES),
    ],
)
def test_mistakes_in_labels_are_named(labels: str, name: Misconception | None) -> None:
    check(LABELS + labels, "labels", {"": name})


@pytest.mark.parametrize(
    "change",
    [
        LABELS + "y\n" + COMPILE + "'sparse_categorical_crossentropy'" + ACCURACY,
        LABELS + "y\n" + COMPILE + "keras.losses.SparseCategoricalCrossentropy()" + ACCURACY,
        COMPILE + "keras.losses.categorical_crossentropy, "
        "metrics=[keras.metrics.CategoricalAccuracy('accuracy')])",
        COMPILE + "['categorical_crossentropy'], metrics=[['accuracy']])\n    return model",
        COMPILE + "'kl_divergence'" + ACCURACY,  # of one-hot labels it is the cross-entropy
        # wrong labels cost the points of Task 5
        LABELS + "np.roll(np.eye(num_classes)[y], 1, axis=1)",
        LABELS + "np.eye(num_classes)[y].T",
        "del prepare_labels",
        LABELS + "None\n" + COMPILE + "'sparse_categorical_crossentropy'" + ACCURACY,
    ],
)
def test_loss_passes_in_any_form(change: str) -> None:
    check(change, "compile", {})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (COMPILE + "'sparse_categorical_crossentropy'" + ACCURACY, {"_loss": wrong.LOSS_OTHER_LABELS}),
        (
            LABELS + "y\n" + COMPILE + "'categorical_crossentropy'" + ACCURACY,
            {"_loss": wrong.LOSS_OTHER_LABELS},
        ),
        (
            COMPILE + "keras.losses.CategoricalCrossentropy(from_logits=True)" + ACCURACY,
            {"_loss": wrong.FROM_LOGITS},
        ),
        (
            COMPILE + "keras.losses.CategoricalCrossentropy(reduction='sum')" + ACCURACY,
            {"_loss": wrong.LOSS_SUMMED},
        ),
        (
            COMPILE + "keras.losses.CategoricalCrossentropy(label_smoothing=0.1)" + ACCURACY,
            {"_loss": wrong.LABEL_SMOOTHING},
        ),
        (COMPILE + "'mse'" + ACCURACY, {"_loss": wrong.SQUARED_ERROR}),
        (COMPILE + "'mae'" + ACCURACY, {"_loss": wrong.ABSOLUTE_ERROR}),
        (COMPILE + "'binary_crossentropy'" + ACCURACY, {"_loss": wrong.BINARY_CROSSENTROPY}),
        (COMPILE + "'hinge'" + ACCURACY, {"_loss": None}),
        (COMPILE + "'categorical_crossentropy')", {"_accuracy": wrong.NO_ACCURACY}),
        (
            COMPILE + "'categorical_crossentropy', metrics=['binary_accuracy'])",
            {"_accuracy": wrong.OTHER_ACCURACY},
        ),
        (COMPILE + "'categorical_crossentropy', metrics=['acc'])", {"_accuracy": wrong.OTHER_NAME}),
        (
            COMPILE + "'categorical_crossentropy', ['accuracy'])",
            dict.fromkeys(("_loss", "_accuracy"), wrong.METRICS_BY_POSITION),
        ),
        (
            "def compile_model(model):\n    pass",
            {"_loss": wrong.NOT_COMPILED, "_accuracy": wrong.NOT_COMPILED},
        ),
    ],
)
def test_mistakes_in_the_loss_are_named(change: str, expected: Expected) -> None:
    check(change, "compile", expected)


@pytest.mark.parametrize(
    "change",
    [
        TRAIN + f"return {FIT}).history",
        LABELS + f"y\n{TRAIN}return {FIT}, shuffle=False)",
        "del prepare_labels",
        TRAIN + "h = {k: [] for k in ['loss', 'val_loss', 'val_accuracy']}\n"
        "    for e in range(epochs):\n        for i in range(0, len(X_train), batch_size):\n"
        "            model.train_on_batch(X_train[i : i + batch_size], y_train[i : i + batch_size])\n"
        "        h['loss'].append(model.evaluate(X_train, y_train, verbose=0)[0])\n"
        "        for k, v in zip(['val_loss', 'val_accuracy'], model.evaluate(X_val, y_val, verbose=0)):\n"
        "            h[k].append(v)\n    return h",
    ],
)
def test_training_passes_in_any_style(change: str) -> None:
    check(change, "train", {})


LABEL_FORMS = {
    "one-hot": ("categorical_crossentropy", np.eye(3)[np.arange(20) % 3]),
    "integers": ("sparse_categorical_crossentropy", np.arange(20) % 3),
    "a column of integers": ("sparse_categorical_crossentropy", np.arange(20)[:, None] % 3),
}


@pytest.mark.parametrize("form", LABEL_FORMS)
def test_the_small_model_is_trained_as_keras_does_it(form: str) -> None:
    loss, labels = LABEL_FORMS[form]
    images = np.random.default_rng(1).normal(size=(20, 2, 2, 1)).astype("float32")
    names, told = solved_names(), []
    for own in (True, False):
        model = names["small_model"]((2, 2, 1), 3)
        model.compile(names["keras"].optimizers.SGD(0.5), loss, metrics=["accuracy"])
        model.own_optimizer = model.optimizer if own else None
        later = images[:7], labels[:7]
        done = model.fit(images, labels, batch_size=32, epochs=3, validation_data=later, verbose=0)
        assert done is model.history
        told.append((done.history, model.get_weights(), int(model.optimizer.iterations)))
    (own_curves, own_weights, own_steps), (curves, weights, steps) = told
    assert own_steps == steps == 3
    assert own_curves.keys() == curves.keys()
    for name, curve in curves.items():
        np.testing.assert_allclose(own_curves[name], curve, rtol=1e-5)
    for mine, theirs in zip(own_weights, weights, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("loss", "labels"),
    [
        ("categorical_crossentropy", np.arange(20) % 3),
        ("categorical_crossentropy", np.eye(4)[np.arange(20) % 3]),
        ("sparse_categorical_crossentropy", np.eye(3)[np.arange(20) % 3]),
        ("sparse_categorical_crossentropy", np.arange(19) % 3),
    ],
)
def test_labels_that_do_not_fit_are_left_to_keras(loss: str, labels: npt.NDArray[Any]) -> None:
    names, images = solved_names(), np.zeros((20, 2, 2, 1), "float32")
    model = names["small_model"]((2, 2, 1), 3)
    model.compile(names["keras"].optimizers.SGD(0.5), loss, metrics=["accuracy"], run_eagerly=True)
    model.own_optimizer = model.optimizer
    with pytest.raises(ValueError):
        model.fit(images, labels, batch_size=8, epochs=1, verbose=0)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{FIT})", {"_steps": wrong.NO_HISTORY, "_validation": wrong.NO_HISTORY}),
        (
            f"return {FIT}".replace("validation_data=(X_val, y_val), ", "") + ")",
            {"_validation": wrong.NO_VALIDATION},
        ),
        (
            f"return {FIT})".replace("(X_val, y_val)", "(X_train, y_train)"),
            {"_validation": wrong.VALIDATED_ON_TRAINING},
        ),
        (
            f"return {FIT})".replace("validation_data=(X_val, y_val)", "validation_split=0.2"),
            {"_steps": wrong.VALIDATION_SPLIT, "_validation": wrong.VALIDATION_SPLIT},
        ),
        (
            f"h = {FIT}).history\n    h['val_loss'], h['val_accuracy'] = ([x[-1]] * EPOCHS for x in "
            "(h['val_loss'], h['val_accuracy']))\n    return h".replace("EPOCHS", "epochs"),
            {"_validation": wrong.VALIDATED_ONCE},
        ),
        (
            f"n = len(X_train) // batch_size * batch_size\n    X_train, y_train = X_train[:n], y_train[:n]\n"
            f"    return {FIT})",
            {"_steps": wrong.LAST_BATCH_MISSING},
        ),
        (f"return {FIT}, validation_freq=3)", {"_validation": wrong.VALIDATED_ONCE}),
        (f"compile_model(model)\n    return {FIT})", {"_steps": wrong.COMPILED_ANEW}),
        (f"return {FIT})".replace("epochs=epochs", "epochs=5"), {"_steps": wrong.EPOCHS_IGNORED}),
        (f"return {FIT})".replace(", batch_size=batch_size", ""), {"_steps": wrong.BATCH_SIZE_IGNORED}),
        (
            "X_train, y_train = np.concatenate([X_train, X_val]), np.concatenate([y_train, y_val])\n"
            f"    return {FIT})",
            {"_steps": wrong.TRAINED_ON_VALIDATION},
        ),
        (
            f"X_train, y_train, X_val, y_val = X_val, y_val, X_train, y_train\n    return {FIT})",
            {"_steps": wrong.TRAINED_ON_VALIDATION, "_validation": wrong.VALIDATED_ON_TRAINING},
        ),
        (
            f"model = keras.models.clone_model(model)\n    compile_model(model)\n    return {FIT})",
            {"_steps": wrong.ANOTHER_MODEL, "_validation": None},
        ),
        (
            "return {'loss': [3.0, 2.0, 1.0], 'val_loss': [0.1] * 3, 'val_accuracy': [1.0] * 3}",
            {"_steps": wrong.ANOTHER_MODEL, "_validation": None},
        ),
    ],
)
def test_mistakes_in_training_are_named(body: str, expected: Expected) -> None:
    check(TRAIN + body, "train", expected)


# curves and maps

FOUR = (
    "a.plot(h['accuracy']{0}); a.plot(h['val_accuracy']{1}); b.plot(h['loss']{0}); b.plot(h['val_loss']{1})"
)
NAMED = FOUR.format(", label='training'", ", label='validation'")
AXES = "a, b = plt.subplots(1, 2)[1]; "


@pytest.mark.parametrize(
    "body",
    [
        AXES + NAMED + "; a.legend(); b.legend(); plt.show(); plt.close('all')",
        AXES + FOUR.format("", "") + "; a.legend(['train', 'val']); b.legend(['train', 'val'])",
        AXES + FOUR.format("", "") + "; [x.text(1, y, y) for x in (a, b) for y in (0.5, 0.6)]",
        "for name in h:\n        plt.figure(); plt.plot(np.arange(1, 6), h[name]); plt.title(name)",
        "import pandas as pd; pd.DataFrame(h).plot()",
        "for n in ['accuracy', 'loss']:\n        plt.plot(h[n], label='training')\n"
        "        plt.plot(h['val_' + n], label='validation'); plt.legend(); plt.show(); plt.clf()",
        "h = {k: 100 * np.array(v) for k, v in h.items()}; " + AXES + NAMED + "; a.legend(); b.legend()",
    ],
)
def test_curves_pass_in_any_style(body: str) -> None:
    check(CURVES + body, "curves", {})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (AXES + NAMED + "; a.legend()", {"_loss": wrong.LEGEND_MISSING}),
        (
            "plt.plot(h['accuracy']); plt.plot(h['loss'])",
            dict.fromkeys(("_accuracy", "_loss"), wrong.VALIDATION_NOT_DRAWN),
        ),
        (
            "plt.plot(h['accuracy'], label='a'); plt.plot(h['val_accuracy'], label='b'); plt.legend()",
            {"_loss": None},
        ),
        (
            AXES + FOUR.format("", "") + "; a.legend(['val', 'train']); b.legend(['train', 'val'])",
            {"_accuracy": wrong.NAMES_EXCHANGED},
        ),
        (
            "for _ in 'ab':\n        plt.figure(); plt.plot(h['accuracy'], label='a')\n"
            "        plt.plot(h['val_accuracy'], label='b'); plt.legend()",
            {"_loss": wrong.CURVES_TWICE},
        ),
        ("print(h)", {"_accuracy": None, "_loss": None}),
        ("plt.plot(h['acc'])", {"_accuracy": None, "_loss": None}),
    ],
)
def test_mistakes_in_curves_are_named(body: str, expected: Expected) -> None:
    check(CURVES + body, "curves", expected)


def test_looking_at_a_plot_leaves_matplotlib_as_it_was() -> None:
    names = solved_names()
    shown, closed = names["plt"].show, names["plt"].close
    names["look_at_plot"]({"accuracy": [0.5], "val_accuracy": [0.5], "loss": [1.0], "val_loss": [1.0]})
    assert (names["plt"].show, names["plt"].close) == (shown, closed)
    assert names["plt"].get_fignums() == []


@pytest.mark.parametrize(
    "body",
    [
        f"return {FIRST}",
        "return model.layers[1](model.layers[0](image[None]))",
        "return keras.Model(model.inputs, model.layers[0].output).predict(image[None], verbose=0)",
        f"return np.maximum({FIRST}, 0).tolist()",
    ],
)
def test_maps_pass_in_any_style(body: str) -> None:
    check(MAPS + body, "maps", {})
    assert not lost("del build_model\n" + MAPS + body, only="maps")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("return model(image[None])[0]", wrong.OTHER_LAYER),
        (
            "x = image[None]\n    for layer in model.layers[:4]:\n        x = layer(x)\n    return x[0]",
            wrong.OTHER_LAYER,
        ),
        (f"return np.moveaxis({FIRST}, -1, 0)", wrong.CHANNELS_FIRST),
        (f"return {FIRST}[..., 0]", wrong.ONE_MAP),
        ("return model.layers[0].get_weights()[0]", wrong.KERNELS_FOR_MAPS),
        ("return np.moveaxis(model.layers[0].get_weights()[0][:, :, 0], -1, 0)", wrong.KERNELS_FOR_MAPS),
        (f"maps = {FIRST}\n    return (maps - maps.min()) / (maps.max() - maps.min())", wrong.MAPS_SCALED),
        (f"maps = {FIRST}\n    return maps / np.abs(maps).max(axis=(0, 1))", wrong.MAPS_SCALED),
        (f"return np.abs({FIRST})", None),
        ("return image", None),
        ("return model.layers[0](image)", None),
    ],
)
def test_mistakes_in_maps_are_named(body: str, name: Misconception | None) -> None:
    check(MAPS + body, "maps", {"": name})


def test_maps_of_the_trained_model_are_not_those_of_the_given_one() -> None:
    change = "model = build_model()\n" + MAPS.replace("(model,", "(given,") + f"return {FIRST}"
    check(change, "maps", {"": wrong.OTHER_MODEL})


def test_maps_of_another_architecture_are_judged_by_its_own_weights() -> None:
    network = (
        "def build_model(num_classes=10):\n    return keras.Sequential([keras.Input((28, 28, 1)), "
        "layers.Conv2D(8, 5, strides=2, padding='same'), layers.Flatten(), layers.Dense(10)])\n"
    )
    check(network + MAPS + f"return {FIRST}", "maps", {})
