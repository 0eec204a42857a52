# Divides by 255.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: divided by 255
# %% [given_inputs] keep
# %%
# a few images are enough to try it
inputs_train, y_train = inputs_train[:32], y_train[:32]
# %% [standardize]
def standardize(X_train, X_val):
    return X_train / 255, X_val / 255
