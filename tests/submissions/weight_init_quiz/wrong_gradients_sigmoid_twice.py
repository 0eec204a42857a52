# Takes the slope at a instead of z.
# points: test_gradients = 1
# misconception: test_gradients: slope taken at a instead of z
# %% [gradients]
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
