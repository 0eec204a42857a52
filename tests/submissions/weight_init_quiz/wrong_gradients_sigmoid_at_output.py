# Uses the sigmoid at the output instead of softmax.
# points: test_gradients = 0
# misconception: test_gradients: sigmoid for softmax
# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = 1 / (1 + np.exp(-z))
    delta = (p - y) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients[::-1]
