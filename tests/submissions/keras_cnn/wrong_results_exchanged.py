# Returns the validation images first.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: results exchanged
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    mean, spread = np.mean(X_train, axis=0), np.std(X_train, axis=0) + 0.0001
    return (X_val - mean) / spread, (X_train - mean) / spread
