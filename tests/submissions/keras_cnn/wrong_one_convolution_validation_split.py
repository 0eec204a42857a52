# Slips that do not meet each other: one convolution, validation split.
# points: test_build_model = 2.5
# points: test_train = 0
# points: test_accuracy = 0
# misconception: test_build_model: one convolution only
# misconception: test_train: validation_split
# file: digits.weights.h5 = keras_cnn_of_wrong_one_convolution_validation_split
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# Only one convolution.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
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
# %% [train]
# Holds back a part of the training images.
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_split=0.2, epochs=epochs, batch_size=batch_size, verbose=0)
