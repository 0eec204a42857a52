# Everything by way of tensorflow: tf.keras, tensors as results, tf.one_hot.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
import tensorflow as tf
from tensorflow.keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from tensorflow.keras.models import Sequential


def standardize(X_train, X_val):
    X_train, X_val = tf.cast(X_train, tf.float64), tf.cast(X_val, tf.float64)
    mean, variance = tf.nn.moments(X_train, axes=[0])
    spread = tf.sqrt(variance) + 0.0001
    return (X_train - mean) / spread, (X_val - mean) / spread
# %% [build_model]
def build_model(num_classes=10):
    return Sequential([
        tf.keras.Input(shape=(28, 28, 1)),
        Conv2D(32, 3, activation=tf.nn.relu),
        Conv2D(32, 3, activation=tf.nn.relu),
        MaxPooling2D(),
        Dropout(0.25),
        Flatten(),
        Dense(128, activation=tf.nn.relu),
        Dropout(0.5),
        Dense(num_classes, activation=tf.nn.softmax),
    ])
# %% [labels]
def prepare_labels(y, num_classes):
    return tf.one_hot(y, depth=num_classes)
# %% [compile_model]
def compile_model(model):
    model.compile(
        optimizer=tf.keras.optimizers.Adam(1e-3),
        loss=tf.keras.losses.CategoricalCrossentropy(),
        metrics=[tf.keras.metrics.CategoricalAccuracy("accuracy")],
    )
# %% [activation_maps]
def activation_maps(model, image):
    layer = model.layers[0]
    maps = tf.nn.conv2d(image[tf.newaxis], layer.kernel, strides=1, padding="VALID")
    return tf.nn.bias_add(maps, layer.bias)
