# scipy: expit, softmax, truncnorm with the generator as its random_state.
# expect: full
# %%
from scipy import stats
from scipy.special import expit, softmax
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = []
    for W in weights[:-1]:
        x = expit(x.dot(W))
        outputs += [x]
    return outputs
# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x] + hidden_outputs(x, weights)
    delta = (softmax(a[-1].dot(weights[-1]), axis=-1) - y) / y.shape[0]
    gradients = [None] * len(weights)
    for level in range(len(weights))[::-1]:
        gradients[level] = a[level].T.dot(delta)
        delta = delta.dot(weights[level].T) * a[level] * (1 - a[level])
    return gradients
# %% [saturation]
def saturated_share(outputs):
    return [np.count_nonzero(a - a**2 < 1e-2) / a.size for a in outputs]


def gradient_sizes(gradients):
    return [np.quantile(np.abs(g), 0.5) for g in gradients]
# %% [glorot]
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / np.sum(fans(shape)))
    return stats.uniform.rvs(-limit, 2 * limit, size=shape, random_state=rng)
# %% [he]
def he_normal(shape, rng):
    law = stats.truncnorm(-2, 2)
    return np.sqrt(2 / fans(shape)[0]) / law.std() * law.rvs(size=shape, random_state=rng)
