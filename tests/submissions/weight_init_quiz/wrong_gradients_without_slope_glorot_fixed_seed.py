# Slips that do not meet each other: gradients without slope, glorot fixed seed, saturation signs.
# points: test_gradients = 1
# points: test_saturation = 0.5
# points: test_glorot = 1.5
# misconception: test_gradients: slope forgotten
# misconception: test_saturation: signs kept
# misconception: test_saturation: percent
# misconception: test_glorot: the same numbers for every generator
# %% [gradients]
# Forgets the slope of the sigmoid on the way down.
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
# %% [saturation]
# Takes the median of the gradients with their signs, and the share in percent.
def saturated_share(outputs):
    return [100 * np.mean(a * (1 - a) < 0.01) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(gradient) for gradient in gradients]
# %% [glorot]
# Makes a generator with a seed of its own at each call.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    rng = np.random.default_rng(42)
    return rng.uniform(-limit, limit, shape)
