# Prints results instead of returning them.
# points: test_fans = 0
# points: test_equal = 1
# points: test_he = 0
# misconception: test_fans: no return
# misconception: test_equal: no return
# misconception: test_he: no return
# %% [fans]
def fans(shape):
    window = int(np.prod(shape[:-2], dtype=int))
    print(window * shape[-2], window * shape[-1])
# %% [unit_spread]
def unit_spread(gradient):
    print(np.ptp(gradient, axis=1).max())
# %% [own_numbers]
my_limit = (6 / sum(my_dense_shape)) ** 0.5
my_deviation = (2 / np.prod(my_conv_shape[:3])) ** 0.5
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / np.prod(shape[:-2], dtype=int) / (shape[-1] + shape[-2]))
    return rng.uniform(-limit, limit, shape)
# %% [he]
def he_normal(shape, rng):
    print(rng.normal(0, 0.1, shape))
