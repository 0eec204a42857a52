# Adds the biases instead of sending the first one through the second layer.
# points: test_collapse = 1
# misconception: test_collapse: bias not carried through
# %% [collapse]
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    return b1 + b2
