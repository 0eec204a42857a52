# Warnings, log lines, a progress bar and much text on stderr, in cells and in functions.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [given_imports] keep
# %%
import logging
import sys
import warnings

import tensorflow as tf

tf.get_logger().setLevel("DEBUG")
tf.get_logger().warning("a warning of TensorFlow")
logging.getLogger().error("an error that is none")
warnings.simplefilter("always")
# %% [standardize]
def standardize(X_train, X_val):
    warnings.warn("dividing by small numbers", RuntimeWarning)
    print("standardizing", X_train.shape, file=sys.stderr)
    np.log(np.zeros(1))
    mean, spread = np.mean(X_train, axis=0), np.std(X_train, axis=0) + 0.0001
    return (X_train - mean) / spread, (X_val - mean) / spread
# %% [labels]
def prepare_labels(y, num_classes):
    warnings.warn("use integers instead", DeprecationWarning)
    return keras.utils.to_categorical(y, num_classes)
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    model.summary()
    return model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, batch_size=batch_size, verbose=1)
