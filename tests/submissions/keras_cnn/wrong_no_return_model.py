# build_model does not return the model.
# points: test_build_model = 0
# points: test_maps = 1.5
# points: test_accuracy = 0
# misconception: test_build_model: no return
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(layers.Conv2D(32, 3, activation="relu"))
