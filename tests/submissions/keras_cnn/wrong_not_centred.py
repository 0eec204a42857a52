# Forgets to subtract the mean.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: mean not subtracted
# %% [given_inputs] keep
# %%
# a few images are enough to try it
inputs_train, y_train = inputs_train[:32], y_train[:32]
# %% [standardize]
def standardize(X_train, X_val):
    spread = np.std(X_train, axis=0) + 0.0001
    return X_train / spread, X_val / spread
