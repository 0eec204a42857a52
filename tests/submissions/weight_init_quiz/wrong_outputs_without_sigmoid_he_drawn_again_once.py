# Slips that do not meet each other: outputs without sigmoid, he drawn again once, glorot positive, collapse first bias lost.
# points: test_collapse = 1
# points: test_outputs = 0
# points: test_glorot = 0.5
# points: test_he = 1.5
# misconception: test_collapse: first bias lost
# misconception: test_outputs: sigmoid missing
# misconception: test_glorot: one sign only
# misconception: test_he: drawn again only once
# %% [collapse]
# Takes the second bias for the whole one.
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    return b2
# %% [outputs]
# Gives z instead of a; the gradients are worked out apart and right.
def hidden_outputs(x, weights):
    outputs = []
    for W in weights[:-1]:
        x = x @ W
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
# Draws between 0 and the limit.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return limit * rng.random(shape)
# %% [he]
# Draws again only once.
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    sigma = s / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    outside = np.abs(weights) > 2 * sigma
    weights[outside] = rng.normal(0, sigma, outside.sum())
    return weights
