# Divides by 255.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: divided by 255
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    return X_train / 255, X_val / 255
