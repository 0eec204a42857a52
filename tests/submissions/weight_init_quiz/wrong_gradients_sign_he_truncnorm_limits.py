# Slips that do not meet each other: gradients sign, he truncnorm limits, parameters norm two.
# points: test_parameters = 0.5
# points: test_gradients = 0
# points: test_he = 0.5
# misconception: test_parameters: two numbers per unit
# misconception: test_gradients: sign flipped
# misconception: test_he: limits not in deviations
# %% [parameters]
# Counts the learned numbers of batch normalisation only, and takes them for not trainable.
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = params_total + 2 * 550
params_trainable = params_total
# %% [gradients]
# Takes y - p for p - y.
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    z = a[-1] @ weights[-1]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (y - p) / len(x)
    gradients = []
    for W, below in zip(weights[::-1], a[::-1]):
        gradients.append(below.T @ delta)
        delta = (delta @ W.T) * below * (1 - below)
    return gradients[::-1]
# %% [he]
# Gives scipy the limits as numbers instead of deviations.
from scipy.stats import truncnorm


def he_normal(shape, rng):
    s = np.sqrt(2 / fans(shape)[0])
    return truncnorm.rvs(-2 * s, 2 * s, scale=s, size=shape, random_state=rng)
