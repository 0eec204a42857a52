# Slips that do not meet each other: outputs with input, he correction inverted, glorot limit as deviation, numbers one fan no root.
# points: test_outputs = 0
# points: test_own_numbers = 0
# points: test_glorot = 0.5
# points: test_he = 1.5
# misconception: test_outputs: input listed as a layer
# misconception: test_own_numbers: one fan only
# misconception: test_own_numbers: root forgotten
# misconception: test_glorot: limit for deviation
# misconception: test_he: correction the wrong way
# %% [outputs]
# The list begins with x.
def hidden_outputs(x, weights):
    outputs = [x]
    for W in weights[:-1]:
        outputs.append(1 / (1 + np.exp(-outputs[-1] @ W)))
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
# %% [own_numbers]
# Takes fan_in alone for Glorot's limit, and He's variance for the deviation.
my_limit = np.sqrt(6 / my_dense_shape[0])
my_deviation = 2 / np.prod(my_conv_shape[:3])
# %% [glorot]
# Takes the limit for the deviation of a normal distribution.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.normal(0, limit, shape)
# %% [he]
# Multiplies by the correction instead of dividing.
def he_normal(shape, rng):
    sigma = np.sqrt(2 / fans(shape)[0]) * TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
