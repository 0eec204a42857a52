# Takes the second bias for the whole one.
# points: test_collapse = 1
# misconception: test_collapse: first bias lost
# %% [collapse]
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    return b2
