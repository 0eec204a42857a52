# Forgets the root.
# points: test_glorot = 1
# misconception: test_glorot: root forgotten
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = 6 / sum(fans(shape))
    return rng.uniform(-limit, limit, shape)
