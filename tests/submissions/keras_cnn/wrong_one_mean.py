# One mean and one deviation for all pixels.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: one mean for all pixels
# %% [given_inputs] keep
# %%
# a few images are enough to try it
inputs_train, y_train = inputs_train[:32], y_train[:32]
# %% [standardize]
def standardize(X_train, X_val):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / (std + 0.0001), (X_val - mean) / (std + 0.0001)
