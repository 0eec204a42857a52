# Cuts off without making the deviation larger before.
# points: test_he = 1.5
# misconception: test_he: correction missing
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2 / fans(shape)[0])
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
