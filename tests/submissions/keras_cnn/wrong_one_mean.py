# One mean and one deviation for all pixels.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: one mean for all pixels
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / (std + 0.0001), (X_val - mean) / (std + 0.0001)
