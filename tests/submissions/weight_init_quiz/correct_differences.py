# Gradients from small differences of the cost instead of the chain rule.
# expect: full
# %% [gradients]
def layer_gradients(x, y, weights):
    weights = [np.array(W) for W in weights]

    def cost_now():
        a = x
        for W in weights[:-1]:
            a = 1 / (1 + np.exp(-(a @ W)))
        z = a @ weights[-1]
        return -np.mean((y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum(axis=1))

    gradients = []
    for W in weights:
        gradient = np.empty(W.shape)
        for index in np.ndindex(*W.shape):
            old = W[index]
            W[index] = old + 1e-5
            high = cost_now()
            W[index] = old - 1e-5
            gradient[index] = (high - cost_now()) / 2e-5
            W[index] = old
        gradients.append(gradient)
    return gradients
