# Draws one row and repeats it.
# points: test_glorot = 0.5
# misconception: test_glorot: numbers repeated
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return np.zeros(shape) + rng.uniform(-limit, limit, shape[-1])
