# fit without validation data.
# points: test_train = 1
# misconception: test_train: no validation
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, epochs=epochs, batch_size=batch_size, verbose=0)
