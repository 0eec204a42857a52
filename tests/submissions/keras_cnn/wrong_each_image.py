# Every image is standardised with its own numbers.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: each image by itself
# %% [given_inputs] keep
# %%
# a few images are enough to try it
inputs_train, y_train = inputs_train[:32], y_train[:32]
# %% [standardize]
def standardize(X_train, X_val):
    def scale(images):
        axes = tuple(range(1, images.ndim))
        mean, std = images.mean(axis=axes, keepdims=True), images.std(axis=axes, keepdims=True)
        return (images - mean) / (std + 0.0001)

    return scale(X_train), scale(X_val)
