# batch_size is not given to fit.
# points: test_train = 0.5
# misconception: test_train: batch_size ignored
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, verbose=0)
