# Slips that do not meet each other: printed, returned too early.
# points: test_collapse = 1
# points: test_outputs = 0.5
# points: test_equal = 1
# points: test_saturation = 1
# points: test_fans = 0
# points: test_he = 0
# misconception: test_collapse: input changed in place
# misconception: test_outputs: list too short
# misconception: test_equal: no return
# misconception: test_saturation: output for slope
# misconception: test_fans: no return
# misconception: test_he: no return
# %% [collapse]
# Returns inside the loop, takes 0.01 for a limit of the output, adds to the bias that it is given.
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    b2 += b1 @ W2
    return b2
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = []
    for W in weights[:-1]:
        x = 1 / (1 + np.exp(-x @ W))
        outputs.append(x)
        return outputs
# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x]
    for W in weights[:-1]:
        a.append(1 / (1 + np.exp(-a[-1] @ W)))
    p = np.exp(a[-1] @ weights[-1])
    delta = (p / p.sum(axis=1, keepdims=True) - y) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.insert(0, below.T @ delta)
        delta = delta @ W.T * below * (1 - below)
    return gradients
# %% [unit_spread]
# Prints results instead of returning them.
def unit_spread(gradient):
    print(np.ptp(gradient, axis=1).max())
# %% [saturation]
def saturated_share(outputs):
    return [np.mean((a < 0.01) | (a > 0.99)) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(np.abs(gradient)) for gradient in gradients]
# %% [fans]
def fans(shape):
    window = int(np.prod(shape[:-2], dtype=int))
    print(window * shape[-2], window * shape[-1])
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
