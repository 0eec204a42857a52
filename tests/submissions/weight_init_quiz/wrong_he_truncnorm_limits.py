# Gives scipy the limits as numbers instead of deviations.
# points: test_he = 0.5
# misconception: test_he: limits not in deviations
# %% [he]
from scipy.stats import truncnorm


def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    return truncnorm.rvs(-2 * s, 2 * s, scale=s, size=shape, random_state=rng)
