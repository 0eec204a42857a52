# Reuses the names of the notebook for other things, below: model, history, layers, X_train.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
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
