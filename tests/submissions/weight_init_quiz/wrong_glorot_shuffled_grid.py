# Shuffles numbers at equal distances.
# points: test_glorot = 1
# misconception: test_glorot: spread too evenly
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.permutation(np.linspace(-limit, limit, np.prod(shape))).reshape(shape)
