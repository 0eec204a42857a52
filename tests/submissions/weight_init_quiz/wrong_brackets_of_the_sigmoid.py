# 1 / 1 + exp(-z); batch normalisation counted alone; the shapes exchanged; only large numbers cut off; a (a - 1).
# points: test_parameters = 0.5
# points: test_outputs = 0
# points: test_gradients = 0
# points: test_saturation = 1
# points: test_own_numbers = 0
# points: test_he = 0.5
# misconception: test_parameters: batch normalisation alone
# misconception: test_outputs: brackets missing
# misconception: test_gradients: outputs wrong already
# misconception: test_saturation: sign of the slope
# misconception: test_own_numbers: the other layer's shape
# misconception: test_he: cut off on one side only
# %% [parameters]
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = 2200
params_trainable = 1100
# %% [outputs]
def hidden_outputs(x, weights):
    out = []
    for W in weights[:-1]:
        x = 1 / 1 + np.exp(-(x @ W))
        out.append(x)
    return out
# %% [saturation]
def saturated_share(outputs):
    return [np.mean(a * (a - 1) < 0.01) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(np.abs(gradient)) for gradient in gradients]
# %% [own_numbers]
my_limit = np.sqrt(6 / sum(fans(my_conv_shape)))
my_deviation = np.sqrt(2 / my_dense_shape[0])
# %% [he]
def he_normal(shape, rng):
    sigma = np.sqrt(2/fans(shape)[0])/TRUNCATED_DEVIATION
    w = rng.normal(0, sigma, shape)
    while (f := w > 2*sigma).any(): w[f] = rng.normal(0, sigma, f.sum())
    return w
