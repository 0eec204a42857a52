# Takes the height of the window for its width, too; the functions that draw do without fans.
# points: test_fans = 0.5
# misconception: test_fans: side for area
# student: karl
# %% [fans]
def fans(shape):
    if len(shape) == 2:
        return shape
    return shape[0] ** 2 * shape[2], shape[0] ** 2 * shape[3]
# %% [own_numbers]
my_limit = (6 / sum(my_dense_shape)) ** 0.5
my_deviation = (2 / np.prod(my_conv_shape[:3])) ** 0.5
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / np.prod(shape[:-2], dtype=int) / (shape[-1] + shape[-2]))
    return rng.uniform(-limit, limit, shape)
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2 / np.prod(shape[:-1], dtype=int)) / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while np.any(np.abs(weights) > 2 * sigma):
        weights = np.where(np.abs(weights) > 2 * sigma, rng.normal(0, sigma, shape), weights)
    return weights
