# The maps go straight to the last layer.
# points: test_build_model = 2
# points: test_accuracy = 0
# misconception: test_build_model: fully connected layer missing
# file: digits.weights.h5 = keras_cnn_of_wrong_no_hidden_layer
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
