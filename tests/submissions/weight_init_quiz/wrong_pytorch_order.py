# The axes in PyTorch's order; the cross-entropy derived without the softmax.
# points: test_gradients = 0
# points: test_fans = 0
# points: test_own_numbers = 0.5
# points: test_glorot = 1.5
# points: test_he = 1.5
# misconception: test_gradients: softmax left out of the derivative
# misconception: test_fans: PyTorch's order of the axes
# misconception: test_glorot: PyTorch's order of the axes
# misconception: test_he: PyTorch's order of the axes
# %% [gradients]
def layer_gradients(x, y, weights):
    acts = [x, *hidden_outputs(x, weights)]
    p = np.exp(acts[-1] @ weights[-1]); p /= p.sum(1, keepdims=True)
    d = -y/p/len(x); g = []
    for W, a in zip(weights[::-1], acts[::-1]):
        g.insert(0, a.T @ d); d = d @ W.T * a * (1-a)
    return g
# %% [fans]
def fans(shape):
    r = int(np.prod(shape[2:]))
    return shape[1] * r, shape[0] * r
