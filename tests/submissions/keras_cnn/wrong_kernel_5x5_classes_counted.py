# Slips that do not meet each other: kernel 5x5, classes counted.
# points: test_build_model = 2.5
# points: test_labels = 0
# points: test_accuracy = 0
# points: test_maps = 1.5
# misconception: test_build_model: other kernel size
# misconception: test_labels: classes counted in the data
# file: digits.weights.h5 = keras_cnn_of_wrong_kernel_5x5_classes_counted
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# Kernels of 5x5.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (5, 5)),
        layers.Activation("relu"),
        layers.Conv2D(32, (5, 5)),
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
# As many columns as classes occur in the labels.
def prepare_labels(y, num_classes):
    return keras.utils.to_categorical(y)
