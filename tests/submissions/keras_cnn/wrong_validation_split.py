# Holds back a part of the training images.
# points: test_train = 0
# misconception: test_train: validation_split
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_split=0.2, epochs=epochs, batch_size=batch_size, verbose=0)
