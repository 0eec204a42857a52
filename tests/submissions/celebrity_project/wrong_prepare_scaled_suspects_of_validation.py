# Slips that do not meet each other: prepare scaled, suspects of validation.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0.5
# misconception: test_prepare: divided by 255
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
# Divides by 255 first.
def prepare(images, mean, std):
    return (images / 255 - mean) / std
# %% [suspects]
# Ranks the validation images.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
rng = np.random.default_rng(0)
suspects = rng.permutation(len(X_val))
