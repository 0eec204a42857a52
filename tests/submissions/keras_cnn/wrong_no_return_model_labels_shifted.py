# Slips that do not meet each other: no return model, labels shifted.
# points: test_build_model = 0
# points: test_labels = 0
# points: test_accuracy = 0
# points: test_maps = 1.5
# misconception: test_build_model: no return
# misconception: test_labels: labels shifted
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# build_model does not return the model.
def build_model(num_classes=10):
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(layers.Conv2D(32, 3, activation="relu"))
# %% [labels]
# The first class is written into the second column.
def prepare_labels(y, num_classes):
    one_hot = np.zeros((len(y), num_classes))
    one_hot[np.arange(len(y)), (y + 1) % num_classes] = 1
    return one_hot
