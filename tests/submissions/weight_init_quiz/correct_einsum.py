# Index notation everywhere.
# expect: full
# %% [collapse]
def collapsed_weights(W1, W2):
    return np.einsum("ij,jk->ik", W1, W2)


def collapsed_bias(b1, W2, b2):
    return np.einsum("j,jk->k", b1, W2) + b2
# %% [outputs]
def hidden_outputs(x, weights):
    a = [x]
    for W in weights[:-1]:
        a.append(0.5 * (1 + np.tanh(np.einsum("ni,ij->nj", a[-1], W) / 2)))
    return a[1:]
# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = np.einsum("ni,ij->nj", a[-1], weights[-1])
    p = np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])
    deltas = [(p - y) / len(y)]
    for W, out in zip(weights[:0:-1], a[:0:-1]):
        deltas.insert(0, np.einsum("nj,ij,ni->ni", deltas[0], W, out * (1 - out)))
    return [np.einsum("ni,nj->ij", below, delta) for below, delta in zip(a, deltas)]
# %% [unit_spread]
def unit_spread(gradient):
    return np.abs(gradient[:, :, None] - gradient[:, None, :]).max()
