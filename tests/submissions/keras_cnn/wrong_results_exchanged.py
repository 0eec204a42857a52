# Returns the validation images first.
# points: test_standardize = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: results exchanged
# %% [given_inputs] keep
# %%
# a few images are enough to try it
inputs_train, y_train = inputs_train[:32], y_train[:32]
# %% [standardize]
def standardize(X_train, X_val):
    mean, spread = np.mean(X_train, axis=0), np.std(X_train, axis=0) + 0.0001
    return (X_val - mean) / spread, (X_train - mean) / spread
