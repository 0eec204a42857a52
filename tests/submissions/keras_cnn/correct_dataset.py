# Training with tf.data, a history that is a dictionary, lambda functions.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [labels]
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
