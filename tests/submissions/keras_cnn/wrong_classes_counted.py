# As many columns as classes occur in the labels.
# points: test_labels = 0
# misconception: test_labels: classes counted in the data
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [labels]
def prepare_labels(y, num_classes):
    return keras.utils.to_categorical(y)
