# Draws from a normal distribution with the same deviation.
# points: test_glorot = 1.5
# misconception: test_glorot: normal for uniform
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.normal(0, limit / np.sqrt(3), shape)
