# Slips that do not meet each other: gradients sigmoid twice, he redrawn elsewhere, parameters norm on output, unit spread of inputs.
# points: test_parameters = 0.5
# points: test_gradients = 1
# points: test_equal = 1
# points: test_he = 2
# misconception: test_parameters: normalised output layer
# misconception: test_gradients: slope taken at a instead of z
# misconception: test_equal: rows and columns mixed up
# misconception: test_he: not drawn from rng
# %% [parameters]
# Normalises the output layer as well.
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = 418060 + 4 * 560
params_trainable = 418060 + 2 * 560
# %% [gradients]
# Takes the slope at a instead of z.
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (p - y) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * np.exp(-below) / (1 + np.exp(-below)) ** 2
    return gradients[::-1]
# %% [unit_spread]
# Compares inputs instead of units.
def unit_spread(gradient):
    return np.ptp(gradient, axis=0).max()
# %% [he]
# Draws again from another generator.
def he_normal(shape, rng):
    sigma = np.sqrt(2 / fans(shape)[0]) / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, shape)
    while (outside := np.abs(weights) > 2 * sigma).any():
        weights[outside] = np.random.normal(0, sigma, outside.sum())
    return weights
