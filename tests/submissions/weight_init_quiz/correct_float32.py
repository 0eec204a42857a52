# Everything in single precision, as the networks themselves calculate.
# expect: full
# %% [collapse]
def collapsed_weights(W1, W2):
    return np.float32(W1) @ np.float32(W2)


def collapsed_bias(b1, W2, b2):
    return np.float32(b1) @ np.float32(W2) + np.float32(b2)
# %% [outputs]
def hidden_outputs(x, weights):
    a, outputs = x.astype(np.float32), []
    for W in weights[:-1]:
        a = 1 / (1 + np.exp(-(a @ W.astype(np.float32))))
        outputs.append(a)
    return outputs
# %% [gradients]
def layer_gradients(x, y, weights):
    weights = [W.astype("float32") for W in weights]
    a = [x.astype("float32"), *hidden_outputs(x, weights)]
    p = np.exp(a[-1] @ weights[-1])
    delta = (p / p.sum(axis=1, keepdims=True) - y.astype("float32")) / np.float32(len(x))
    gradients = []
    while weights:
        W, below = weights.pop(), a.pop()
        gradients.append(below.T @ delta)
        delta = delta @ W.T * (below - below**2)
    gradients.reverse()
    return gradients
# %% [unit_spread]
def unit_spread(gradient):
    return np.float32(np.ptp(gradient.astype("float32"), axis=-1).max())
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.float32(np.sqrt(6 / sum(fans(shape))))
    return (rng.random(shape, dtype=np.float32) * 2 - 1) * limit
# %% [he]
def he_normal(shape, rng):
    sigma = np.float32(np.sqrt(2 / fans(shape)[0]) / TRUNCATED_DEVIATION)
    weights = rng.standard_normal(shape, dtype=np.float32)
    while (bad := np.abs(weights) > 2).any():
        weights[bad] = rng.standard_normal(int(bad.sum()), dtype=np.float32)
    return weights * sigma
