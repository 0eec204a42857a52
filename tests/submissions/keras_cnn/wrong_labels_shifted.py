# The first class is written into the second column.
# points: test_labels = 0
# misconception: test_labels: labels shifted
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [labels]
def prepare_labels(y, num_classes):
    one_hot = np.zeros((len(y), num_classes))
    one_hot[np.arange(len(y)), (y + 1) % num_classes] = 1
    return one_hot
