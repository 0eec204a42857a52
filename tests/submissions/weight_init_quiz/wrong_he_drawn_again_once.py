# Draws again only once.
# points: test_he = 1.5
# misconception: test_he: drawn again only once
# %% [he]
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    sigma = s / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    outside = np.abs(weights) > 2 * sigma
    weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
