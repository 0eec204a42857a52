# Passes z on to the next layer, so that only the last sigmoid counts; the gradients build on it.
# points: test_outputs = 0.5
# points: test_gradients = 0
# misconception: test_outputs: only the last layer has a sigmoid
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = []
    z = x
    for W in weights[:-1]:
        z = z @ W
        outputs.append(1 / (1 + np.exp(-z)))
    return outputs
