# Draws from np.random instead of rng.
# points: test_glorot = 1.5
# misconception: test_glorot: not drawn from rng
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return np.random.uniform(-limit, limit, shape)
