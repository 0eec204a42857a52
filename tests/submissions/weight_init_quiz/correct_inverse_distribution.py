# One uniform number per weight, turned into a truncated normal one by the inverse of its distribution.
# expect: full
# %% [glorot]
def glorot_uniform(shape, rng):
    u = rng.random(size=shape)
    return np.interp(u, [0, 1], [-1, 1]) * (6 / sum(fans(shape))) ** 0.5
# %% [he]
from statistics import NormalDist

import scipy.special


def he_normal(shape, rng):
    sigma = (2 / fans(shape)[0]) ** 0.5 / TRUNCATED_DEVIATION
    tail = NormalDist().cdf(-2)
    return sigma * scipy.special.ndtri(tail + (1 - 2 * tail) * rng.random(shape))
