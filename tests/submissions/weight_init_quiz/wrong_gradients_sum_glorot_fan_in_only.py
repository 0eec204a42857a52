# Slips that do not meet each other: gradients sum, glorot fan in only, saturation one end.
# points: test_gradients = 0
# points: test_saturation = 1
# points: test_glorot = 1
# misconception: test_gradients: sum for mean
# misconception: test_saturation: one end of the sigmoid
# misconception: test_glorot: one fan only
# %% [gradients]
# Adds the gradients of the images up instead of taking their mean.
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = p - y
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients[::-1]
# %% [saturation]
# Looks only at outputs near 1.
def saturated_share(outputs):
    return [np.mean(a > 0.99) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(np.abs(gradient)) for gradient in gradients]
# %% [glorot]
# Uses fan_in alone.
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)
