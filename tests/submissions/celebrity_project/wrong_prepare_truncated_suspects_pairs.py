# Slips that do not meet each other: prepare truncated, suspects pairs, statistics variance, count shares.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_count_people: shares for counts
# misconception: test_colour_statistics: variance for deviation
# misconception: test_prepare: integer truncation
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
# Shares instead of counts.
def count_people(y):
    return np.array([np.mean(y == person) for person in range(8)])
# %% [colour_statistics]
# The variance instead of the deviation.
def colour_statistics(images):
    return images.mean(axis=(0, 1, 2)), images.var(axis=(0, 1, 2))
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
