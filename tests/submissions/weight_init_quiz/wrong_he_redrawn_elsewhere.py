# Draws again from another generator.
# points: test_he = 2
# misconception: test_he: not drawn from rng
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2 / fans(shape)[0]) / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = np.random.normal(0, sigma, outside.sum())
    return weights
