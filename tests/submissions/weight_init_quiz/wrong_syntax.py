# A cell with a syntax error.
# points: test_gradients = 0
# outcome: test_gradients: wrong
# %% [gradients]
def layer_gradients(x, y, weights)
    return weights
