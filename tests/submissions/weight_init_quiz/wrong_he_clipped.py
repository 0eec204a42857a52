# Moves what lies outside to the limit.
# points: test_he = 0.5
# misconception: test_he: clipped
# %% [he]
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    sigma = s / TRUNCATED_DEVIATION
    return np.clip(rng.normal(0, sigma, shape), -2 * sigma, 2 * sigma)
