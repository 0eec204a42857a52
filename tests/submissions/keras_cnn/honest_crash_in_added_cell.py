# Cells that the student added crash: a missing module, a file that is not there, a layer that does not fit.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model] keep
# %%
import tensorflow_datasets
# %%
keras.models.load_model("my_best_model.keras")
# %%
layers.Dense(10)(layers.Conv2D(32, 30)(keras.Input((28, 28, 1))))
# %%
model.predict(X_val[:0
