# Slips that do not meet each other: positional 3 3, labels transposed.
# points: test_build_model = 2.5
# points: test_labels = 0
# points: test_accuracy = 0
# points: test_maps = 1.5
# misconception: test_build_model: kernel in larger steps
# misconception: test_labels: one-hot transposed
# file: digits.weights.h5 = keras_cnn_of_wrong_positional_3_3_labels_transposed
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# Conv2D(32, 3, 3) as in Keras 1, where the third number is a stride today.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, 3, 3),
        layers.Activation("relu"),
        layers.Conv2D(32, 3, 3),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2), padding="same"),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [labels]
# One-hot labels with a row per class.
def prepare_labels(y, num_classes):
    return np.eye(num_classes)[:, y]
