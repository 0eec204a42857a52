# Makes a generator with a seed of its own at each call.
# points: test_glorot = 1.5
# misconception: test_glorot: the same numbers for every generator
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    rng = np.random.default_rng(42)
    return rng.uniform(-limit, limit, shape)
