# Slips that do not meet each other: no flatten, batch size ignored.
# points: test_build_model = 3
# points: test_train = 0.5
# points: test_accuracy = 0
# misconception: test_build_model: flatten missing
# misconception: test_train: batch_size ignored
# file: digits.weights.h5 = keras_cnn_of_wrong_no_flatten_batch_size_ignored
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# Dense layers on the maps, without Flatten: the answers are maps, too.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [train]
# batch_size is not given to fit.
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, verbose=0)
