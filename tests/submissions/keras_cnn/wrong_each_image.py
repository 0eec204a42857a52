# Every image is standardised with its own numbers.
# points: test_standardize = 0.5
# misconception: test_standardize: each image by itself
# file: digits.weights.h5 = keras_cnn_each_image
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    def scale(images):
        axes = tuple(range(1, images.ndim))
        mean, std = images.mean(axis=axes, keepdims=True), images.std(axis=axes, keepdims=True)
        return (images - mean) / (std + 0.0001)

    return scale(X_train), scale(X_val)
