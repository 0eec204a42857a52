# Returns inside the loop, takes 0.01 for a limit of the output, adds to the bias that it is given.
# points: test_collapse = 1
# misconception: test_collapse: input changed in place
# points: test_outputs = 0.5
# misconception: test_outputs: list too short
# points: test_saturation = 1
# misconception: test_saturation: output for slope
# %% [collapse]
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    b2 += b1 @ W2
    return b2
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = []
    for W in weights[:-1]:
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
# %% [saturation]
def saturated_share(outputs):
    return [np.mean((a < 0.01) | (a > 0.99)) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(np.abs(gradient)) for gradient in gradients]
