# Slips that do not meet each other: gradients softmax over images, glorot deviation as limit, saturation counted.
# points: test_gradients = 0
# points: test_saturation = 0.5
# points: test_glorot = 1
# misconception: test_gradients: softmax along the wrong axis
# misconception: test_saturation: count for share
# misconception: test_saturation: mean for median
# misconception: test_glorot: deviation for limit
# %% [gradients]
# Divides by the sum over the images instead of the classes.
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=0)
    delta = (p - y) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients[::-1]
# %% [saturation]
# Counts instead of giving a share, and takes the mean for the median.
def saturated_share(outputs):
    return [np.sum(a * (1 - a) < 0.01) for a in outputs]


def gradient_sizes(gradients):
    return [np.mean(np.abs(gradient)) for gradient in gradients]
# %% [glorot]
# Takes the deviation for the limit.
def glorot_uniform(shape, rng):
    limit = np.sqrt(2 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape)
