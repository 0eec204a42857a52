# Slips that do not meet each other: outputs with output layer, he cut at two s, glorot one row, collapse biases added.
# points: test_collapse = 1
# points: test_outputs = 0.5
# points: test_glorot = 0.5
# points: test_he = 0.5
# misconception: test_collapse: bias not carried through
# misconception: test_outputs: output layer listed
# misconception: test_glorot: numbers repeated
# misconception: test_he: cut off elsewhere
# %% [collapse]
# Adds the biases instead of sending the first one through the second layer.
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    return b1 + b2
# %% [outputs]
# The list ends with the output layer.
def hidden_outputs(x, weights):
    outputs = []
    for W in weights:
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
# %% [glorot]
# Draws one row and repeats it.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return np.zeros(shape) + rng.uniform(-limit, limit, shape[-1])
# %% [he]
# Cuts at two s instead of two sigma.
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    sigma = s / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * s).any():
        weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
