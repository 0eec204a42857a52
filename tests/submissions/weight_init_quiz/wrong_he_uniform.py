# Draws from a uniform distribution with the same deviation.
# points: test_he = 1.5
# misconception: test_he: uniform for normal
# %% [he]
def he_normal(shape, rng):
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)
