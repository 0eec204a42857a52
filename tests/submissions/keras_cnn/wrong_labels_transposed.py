# One-hot labels with a row per class.
# points: test_labels = 0
# misconception: test_labels: one-hot transposed
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [labels]
def prepare_labels(y, num_classes):
    return np.eye(num_classes)[:, y]
