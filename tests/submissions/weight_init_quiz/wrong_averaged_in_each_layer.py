# Divided by the images once more; biases per input; nothing scaled; rounded; one number for all layers.
# points: test_parameters = 0
# points: test_gradients = 0
# points: test_equal = 1
# points: test_saturation = 0.5
# points: test_own_numbers = 0
# points: test_glorot = 1
# points: test_he = 1.5
# misconception: test_parameters: one bias per input
# misconception: test_gradients: divided by the images more than once
# misconception: test_equal: one number per input
# misconception: test_saturation: all layers together
# misconception: test_own_numbers: too few decimal places
# misconception: test_glorot: not scaled
# misconception: test_he: not scaled
# %% [parameters]
params_hidden_1 = 784*500 + 784
params_hidden_2 = 500*50 + 500
params_output = 50*10 + 50
params_total = params_hidden_1 + params_hidden_2 + params_output
params_with_norm = params_total + 4*550
params_trainable = params_total + 2*550
# %% [gradients]
def layer_gradients(x, y, weights):
    acts = [x, *hidden_outputs(x, weights)]
    p = np.exp(acts[-1] @ weights[-1]); p /= p.sum(1, keepdims=True)
    d = (p - y)/len(x); g = []
    for W, a in zip(weights[::-1], acts[::-1]):
        g.insert(0, a.T @ d / len(x)); d = d @ W.T * a * (1-a)
    return g
# %% [unit_spread]
def unit_spread(gradient):
    return gradient.max(axis=1) - gradient.min(axis=1)
# %% [saturation]
def saturated_share(outputs):
    flat = np.concatenate([a.ravel() for a in outputs])
    return np.mean(flat*(1-flat) < .01)
def gradient_sizes(gradients):
    return np.median(np.abs(np.concatenate([g.ravel() for g in gradients])))
# %% [own_numbers]
my_limit = round(float(np.sqrt(6 / sum(my_dense_shape))), 3)
my_deviation = round(float(np.sqrt(2 / np.prod(my_conv_shape[:3]))), 2)
# %% [glorot]
def glorot_uniform(shape, rng):
    return rng.uniform(-1, 1, shape)
# %% [he]
def he_normal(shape, rng):
    w = rng.standard_normal(shape)
    while (f := np.abs(w) > 2).any(): w[f] = rng.standard_normal(f.sum())
    return w
