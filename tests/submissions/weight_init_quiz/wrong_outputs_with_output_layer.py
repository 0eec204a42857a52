# The list ends with the output layer.
# points: test_outputs = 0.5
# misconception: test_outputs: output layer listed
# %% [outputs]
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
