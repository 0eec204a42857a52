# Takes the limit for the deviation of a normal distribution.
# points: test_glorot = 0.5
# misconception: test_glorot: limit for deviation
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.normal(0, limit, shape)
