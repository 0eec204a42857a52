# Draws from a plain normal distribution.
# points: test_he = 1.5
# misconception: test_he: not cut off
# %% [he]
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    return rng.normal(0, s, shape)
