# Ranks the validation images.
# base: release
# points: all = 0
# points: test_suspects = 0.5
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
rng = np.random.default_rng(0)
suspects = rng.permutation(len(X_val))
