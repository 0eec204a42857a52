# Slips that do not meet each other: outputs relu, he clipped, glorot global random, numbers before the cut.
# points: test_outputs = 0
# points: test_own_numbers = 0
# points: test_glorot = 1.5
# points: test_he = 0.5
# misconception: test_outputs: ReLU for sigmoid
# misconception: test_own_numbers: deviation before the cut
# misconception: test_own_numbers: deviation for limit
# misconception: test_glorot: not drawn from rng
# misconception: test_he: clipped
# %% [outputs]
# Uses ReLU in the hidden layers.
def hidden_outputs(x, weights):
    outputs = []
    for W in weights[:-1]:
        x = np.maximum(x @ W, 0)
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
# %% [own_numbers]
# Gives the deviation before the cut, and Glorot's deviation for the limit.
my_limit = np.sqrt(2 / sum(my_dense_shape))
my_deviation = np.sqrt(2 / np.prod(my_conv_shape[:3])) / 0.87962566103423978
# %% [glorot]
# Draws from np.random instead of rng.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return np.random.uniform(-limit, limit, shape)
# %% [he]
# Moves what lies outside to the limit.
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    sigma = s / TRUNCATED_DEVIATION
    return np.clip(rng.normal(0, sigma, shape), -2 * sigma, 2 * sigma)
