# Only the last hidden layer is returned; the slope of tanh; what lies outside is set to 0; all axes but the first.
# points: test_outputs = 0
# points: test_gradients = 1
# points: test_fans = 0.5
# points: test_glorot = 1.5
# points: test_he = 1
# misconception: test_outputs: last hidden layer only
# misconception: test_gradients: slope of tanh
# misconception: test_fans: input channels in fan_out
# misconception: test_glorot: input channels in fan_out
# misconception: test_he: set to 0
# %% [outputs]
def hidden_outputs(x, weights):
    for W in weights[:-1]:
        x = 1 / (1 + np.exp(-(x @ W)))
    return x
# %% [gradients]
def layer_gradients(x, y, weights):
    acts = [x]
    for W in weights[:-1]: acts.append(1/(1+np.exp(-acts[-1] @ W)))
    p = np.exp(acts[-1] @ weights[-1]); p /= p.sum(1, keepdims=True)
    d = (p-y)/len(x); g = []
    for W, a in zip(weights[::-1], acts[::-1]):
        g.insert(0, a.T @ d); d = d @ W.T * (1 - a**2)
    return g
# %% [fans]
def fans(shape):
    return np.prod(shape[:-1]), np.prod(shape[1:])
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2/fans(shape)[0])/TRUNCATED_DEVIATION
    w = rng.normal(0, sigma, shape)
    w[np.abs(w) > 2*sigma] = 0
    return w
