# Multiplies the matrices the other way round.
# points: test_collapse = 0.5
# misconception: test_collapse: order of the matrices
# %% [collapse]
def collapsed_weights(W1, W2):
    return W2 @ W1


def collapsed_bias(b1, W2, b2):
    return b1 @ W2 + b2
