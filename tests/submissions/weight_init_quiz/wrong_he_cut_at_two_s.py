# Cuts at two s instead of two sigma.
# points: test_he = 0.5
# misconception: test_he: cut off elsewhere
# %% [he]
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    sigma = s / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * s).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
