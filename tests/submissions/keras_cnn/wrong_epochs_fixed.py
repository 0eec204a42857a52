# Always twenty epochs.
# points: test_train = 0.5
# misconception: test_train: epochs ignored
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=20, batch_size=batch_size, verbose=0)
