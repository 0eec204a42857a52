# The validation images are standardised with their own mean and deviation.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: validation standardised by itself
# %% [given_inputs] keep
# %%
# a few images are enough to try it
inputs_train, y_train = inputs_train[:32], y_train[:32]
# %% [standardize]
def standardize(X_train, X_val):
    def scale(images):
        return (images - images.mean(axis=0)) / (images.std(axis=0) + 0.0001)

    return scale(X_train), scale(X_val)
