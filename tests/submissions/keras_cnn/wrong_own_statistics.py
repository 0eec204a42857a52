# The validation images are standardised with their own mean and deviation.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: validation standardised by itself
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    def scale(images):
        return (images - images.mean(axis=0)) / (images.std(axis=0) + 0.0001)

    return scale(X_train), scale(X_val)
