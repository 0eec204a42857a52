# Slips that do not meet each other: gradients sigmoid at output, he not cut, glorot without root, unit spread from first.
# points: test_gradients = 0
# points: test_equal = 1
# points: test_glorot = 1
# points: test_he = 1.5
# misconception: test_gradients: sigmoid for softmax
# misconception: test_equal: compared with the first unit only
# misconception: test_glorot: root forgotten
# misconception: test_he: not cut off
# %% [gradients]
# Uses the sigmoid at the output instead of softmax.
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
# %% [unit_spread]
# Compares all units with the first one only.
def unit_spread(gradient):
    return np.abs(gradient - gradient[:, [0]]).max()
# %% [glorot]
# Forgets the root.
def glorot_uniform(shape, rng):
    limit = 6 / sum(fans(shape))
    return rng.uniform(-limit, limit, shape)
# %% [he]
# Draws from a plain normal distribution.
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    return rng.normal(0, s, shape)
