# Trains on the validation images, too.
# points: test_train = 0.5
# misconception: test_train: trained on validation images
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    X, y = np.concatenate([X_train, X_val]), np.concatenate([y_train, y_val])
    return model.fit(X, y, validation_data=(X_val, y_val), epochs=epochs, batch_size=batch_size, verbose=0)
