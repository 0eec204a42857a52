# Slips that do not meet each other: gradients slope at output, he uniform, parameters without biases.
# points: test_parameters = 0
# points: test_gradients = 0
# points: test_he = 1.5
# misconception: test_parameters: biases not counted
# misconception: test_gradients: slope at the output layer
# misconception: test_he: uniform for normal
# %% [parameters]
# Counts the weights only.
params_hidden_1 = 784 * 500
params_hidden_2 = 500 * 50
params_output = 50 * 10
params_total = params_hidden_1 + params_hidden_2 + params_output

params_with_norm = params_total + 4 * 550
params_trainable = params_total + 2 * 550
# %% [gradients]
# Multiplies the slope into the delta of the output layer, too.
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (p - y) * p * (1 - p) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients[::-1]
# %% [he]
# Draws from a uniform distribution with the same deviation.
def he_normal(shape, rng):
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)
