# Draws the whole array anew until by chance all of it lies inside, which never happens.
# points: test_he = 0.5
# outcome: test_he: timed out
# misconception: test_he: all drawn again
# slow
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2 / fans(shape)[0]) / TRUNCATED_DEVIATION
    while True:
        weights = rng.normal(0, sigma, shape)
        if np.all(np.abs(weights) < 2 * sigma):
            return weights
