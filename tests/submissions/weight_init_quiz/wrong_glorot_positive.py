# Draws between 0 and the limit.
# points: test_glorot = 0.5
# misconception: test_glorot: one sign only
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return limit * rng.random(shape)
