# The list begins with x.
# points: test_outputs = 0
# misconception: test_outputs: input listed as a layer
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = [x]
    for W in weights[:-1]:
        outputs.append(1 / (1 + np.exp(-outputs[-1] @ W)))
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
