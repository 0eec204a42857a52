# Multiplies by the correction instead of dividing.
# points: test_he = 1.5
# misconception: test_he: correction the wrong way
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2 / fans(shape)[0]) * TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
