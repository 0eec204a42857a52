# Lists the gradients from the output down.
# points: test_gradients = 0
# misconception: test_gradients: list in reverse order
# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (p - y) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients
