# Draws within half of the interval.
# points: test_glorot = 1
# misconception: test_glorot: half as wide
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return limit * (rng.random(shape) - 0.5)
