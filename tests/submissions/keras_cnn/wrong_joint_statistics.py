# Mean and deviation are those of all images together.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: validation in the statistics
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    everything = np.concatenate([X_train, X_val])
    mean, std = everything.mean(axis=0), everything.std(axis=0)
    return (X_train - mean) / (std + 0.0001), (X_val - mean) / (std + 0.0001)
