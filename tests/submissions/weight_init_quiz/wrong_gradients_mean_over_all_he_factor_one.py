# Slips that do not meet each other: gradients mean over all, he factor one, glorot shuffled grid, collapse transposed.
# points: test_collapse = 0.5
# points: test_gradients = 0
# points: test_glorot = 1
# points: test_he = 1.5
# misconception: test_collapse: transposed
# misconception: test_gradients: divided by more than the images
# misconception: test_glorot: spread too evenly
# misconception: test_he: factor 2 forgotten
# %% [collapse]
# The collapsed weights stand on their side.
def collapsed_weights(W1, W2):
    return W2.T @ W1.T


def collapsed_bias(b1, W2, b2):
    return b1 @ W2 + b2
# %% [gradients]
# Divides by the number of all entries of y.
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (p - y) / y.size
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients[::-1]
# %% [glorot]
# Shuffles numbers at equal distances.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.permutation(np.linspace(-limit, limit, np.prod(shape))).reshape(shape)
# %% [he]
# Has a 1 where the formula has a 2.
def he_normal(shape, rng):
    sigma = np.sqrt(1 / fans(shape)[0]) / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
