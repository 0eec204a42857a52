# Takes the deviation for the limit.
# points: test_glorot = 1
# misconception: test_glorot: deviation for limit
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(2 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape)
