# The collapsed weights stand on their side.
# points: test_collapse = 0.5
# misconception: test_collapse: transposed
# %% [collapse]
def collapsed_weights(W1, W2):
    return W2.T @ W1.T


def collapsed_bias(b1, W2, b2):
    return b1 @ W2 + b2
