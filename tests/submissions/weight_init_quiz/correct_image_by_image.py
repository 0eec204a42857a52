# One image after the other, unit by unit, and means in the end; tuples instead of lists.
# expect: full
# %% [outputs]
def hidden_outputs(x, weights):
    layers = [np.zeros((len(x), W.shape[1])) for W in weights[:-1]]
    for n, a in enumerate(x):
        for W, layer in zip(weights, layers):
            a = np.array([1 / (1 + np.exp(-np.dot(a, W[:, unit]))) for unit in range(W.shape[1])])
            layer[n] = a
    return tuple(layers)
# %% [gradients]
def layer_gradients(x, y, weights):
    per_image = []
    for image, label in zip(x, y):
        a = [image] + [layer[0] for layer in hidden_outputs(image[np.newaxis], weights)]
        p = np.exp(a[-1] @ weights[-1])
        delta = p / p.sum() - label
        gradients = []
        for W, below in zip(weights[::-1], a[::-1]):
            gradients.append(np.outer(below, delta))
            delta = (W @ delta) * below * (1 - below)
        per_image.append(gradients[::-1])
    return tuple(np.mean(layer, axis=0) for layer in zip(*per_image))
# %% [unit_spread]
def unit_spread(gradient):
    units = range(gradient.shape[1])
    return max(np.max(np.abs(gradient[:, i] - gradient[:, j])) for i in units for j in units)
