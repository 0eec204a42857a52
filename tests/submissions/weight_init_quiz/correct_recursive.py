# Recursion from layer to layer, both ways.
# expect: full
# %% [outputs]
def sigmoid(z):
    return np.reciprocal(1 + np.exp(-z))


def hidden_outputs(x, weights):
    if len(weights) == 1:
        return []
    a = sigmoid(x @ weights[0])
    return [a] + hidden_outputs(a, weights[1:])
# %% [gradients]
def layer_gradients(x, y, weights):
    def down(a, weights):
        """Give the delta at the input of this part of the net, and its gradients."""
        W, *above = weights
        if above:
            out = sigmoid(a @ W)
            delta, gradients = down(out, above)
            delta = delta * out * (1 - out)
        else:
            powers = np.exp(a @ W)
            delta, gradients = (powers / powers.sum(1, keepdims=True) - y) / len(y), []
        return delta @ W.T, [a.T @ delta] + gradients

    return down(x, list(weights))[1]
# %% [he]
def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])

    def draw(n):
        numbers = rng.standard_normal(n)
        numbers = numbers[np.abs(numbers) <= 2]
        return numbers if len(numbers) == n else np.append(numbers, draw(n - len(numbers)))

    return (s / TRUNCATED_DEVIATION * draw(int(np.prod(shape)))).reshape(shape)
