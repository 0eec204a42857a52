# Uses fan_in alone.
# points: test_glorot = 1
# misconception: test_glorot: one fan only
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)
