# Has a 1 where the formula has a 2.
# points: test_he = 1.5
# misconception: test_he: factor 2 forgotten
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(1 / fans(shape)[0]) / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
