# Builds and trains a model of its own.
# points: test_train = 0
# misconception: test_train: another model trained
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    own = keras.Sequential([keras.Input(X_train.shape[1:]), layers.Flatten(), layers.Dense(10, activation="softmax")])
    own.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    if y_train.ndim == 1 or y_train.shape[1] != 10:
        own = keras.Sequential([keras.Input(X_train.shape[1:]), layers.Flatten(), layers.Dense(y_train.shape[1], activation="softmax")])
        own.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return own.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, batch_size=batch_size, verbose=0)
