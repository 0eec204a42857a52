# Draws more normal numbers than needed and keeps the first ones that lie inside.
# expect: full
# %% [he]
def he_normal(shape, rng):
    n = int(np.prod(shape))
    inside = np.array([])
    while inside.size < n:
        more = rng.normal(size=2 * n + 10)
        inside = np.concatenate([inside, more[(more >= -2) & (more <= 2)]])
    return inside[:n].reshape(shape) * np.sqrt(2 / fans(shape)[0]) / 0.8796256610342398
# %% [fans]
def fans(shape):
    field = 1
    for side in shape[:-2]:
        field *= side
    return np.array([shape[-2] * field, shape[-1] * field])
