# Slips that do not meet each other: relu missing, one hot loss for integers.
# points: test_build_model = 2.5
# points: test_compile = 0.5
# points: test_accuracy = 0
# misconception: test_build_model: ReLU missing
# misconception: test_compile: loss for other labels
# file: digits.weights.h5 = keras_cnn_of_wrong_relu_missing_one_hot_loss_for_integers
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# No ReLU after the first convolution.
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
# %% [labels]
# Integer labels with the loss for one-hot labels.
def prepare_labels(y, num_classes):
    return np.asarray(y)
# %% [compile_model]
def compile_model(model):
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
