# Right, each in another way: dataset, deferred.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# A Sequential without an input shape: it is built by the first images.
def build_model(num_classes=10):
    return keras.Sequential([
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ])
# %% [labels]
# Training with tf.data, a history that is a dictionary, lambda functions.
prepare_labels = lambda y, num_classes: np.array(y)[:, None]
# %% [compile_model]
def compile_model(model):
    accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    model.compile("adamax", keras.losses.sparse_categorical_crossentropy, metrics=[accuracy])
# %% [train]
import tensorflow as tf


def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    data = tf.data.Dataset.from_tensor_slices((X_train, y_train)).shuffle(len(X_train), seed=1).batch(batch_size)
    later = tf.data.Dataset.from_tensor_slices((X_val, y_val)).batch(batch_size)
    return model.fit(data, validation_data=later, epochs=epochs, verbose=2).history
# %% [activation_maps]
def activation_maps(model, image):
    return model.layers[0](image[np.newaxis]).numpy()
