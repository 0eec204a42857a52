# No ReLU after the first convolution.
# points: test_build_model = 2.5
# points: test_accuracy = 0
# misconception: test_build_model: ReLU missing
# file: digits.weights.h5 = keras_cnn_of_wrong_relu_missing
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
