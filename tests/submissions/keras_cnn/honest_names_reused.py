# Reuses the names of the notebook for other things, also those of the functions that look at the work.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [given_look_at] keep
# %%
kind_of, SHOWN = "digits", 10


def small_model(units):
    return [layers.Dense(units, activation="softmax")]


def look_at_plot(model):
    raise RuntimeError("this is mine")
# %% [build_model]
def build_model(num_classes=10):
    inner = []
    for _ in range(2):
        inner.append(layers.Conv2D(32, 3, activation="relu"))
    inner += [layers.MaxPooling2D(), layers.Dropout(0.25), layers.Flatten()]
    inner += [layers.Dense(128, activation="relu"), layers.Dropout(0.5)]
    return keras.Sequential([keras.Input((28, 28, 1)), *inner, *small_model(num_classes)])
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
# %% [read_map] keep
# %%
# the first network of the lecture, to compare
from tensorflow.keras import layers

image = inputs_val[0]
small = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, padding="same"), layers.Flatten(), layers.Dense(10)])
small.compile(loss="mse")
for layer in small.layers:
    print(layer.name, layer.count_params())
rows, cols = 28, 28
first = second = small
