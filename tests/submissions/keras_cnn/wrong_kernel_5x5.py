# Kernels of 5x5.
# points: test_build_model = 2.5
# points: test_maps = 1.5
# points: test_accuracy = 0
# misconception: test_build_model: other kernel size
# file: digits.weights.h5 = keras_cnn_of_wrong_kernel_5x5
# file: digits_history.json = keras_cnn_history
# %% [build_model]
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
