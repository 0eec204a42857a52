# Several mistakes at once.
# points: test_collapse = 0.5
# points: test_parameters = 0.5
# points: test_gradients = 1
# points: test_equal = 1
# points: test_fans = 0.5
# points: test_own_numbers = 0.5
# points: test_glorot = 0.5
# points: test_he = 1
# misconception: test_collapse: element by element
# misconception: test_parameters: one learned number per unit
# misconception: test_gradients: slope forgotten
# misconception: test_equal: standard deviation
# misconception: test_fans: height and width taken for fans
# misconception: test_own_numbers: factor 2 forgotten
# misconception: test_glorot: one sign only
# misconception: test_he: not cut off
# %% [collapse]
def collapsed_weights(W1, W2):
    return W1 * W2


def collapsed_bias(b1, W2, b2):
    return b2 + b1 @ W2
# %% [parameters]
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = 418060 + 4 * 550
params_trainable = 418060 + 550

# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (p - y) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T)
    return gradients[::-1]

# %% [unit_spread]
def unit_spread(gradient):
    return gradient.std(axis=1).max()
# %% [fans]
def fans(shape):
    return shape[0], shape[1]
# %% [own_numbers]
my_limit = (6 / sum(my_dense_shape)) ** 0.5
my_deviation = (1 / np.prod(my_conv_shape[:3])) ** 0.5
# %% [glorot]
def glorot_uniform(shape, rng):
    return rng.random(shape) * np.sqrt(6 / sum(fans(shape)))
# %% [he]
def he_normal(shape, rng):
    return rng.normal(0, np.sqrt(2 / fans(shape)[0]), shape)
