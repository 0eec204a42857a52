# Slips that do not meet each other: prepare truncated, suspects pairs.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_prepare: integer truncation
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
# Keeps the results in integers.
def prepare(images, mean, std):
    result = np.zeros(images.shape, dtype=int)
    result[:] = (images - mean) / std
    return result
# %% [suspects]
# Pairs of index and probability.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = sorted(enumerate(confidence), key=lambda pair: pair[1])
