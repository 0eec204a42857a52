# Slips that do not meet each other: outputs sigmoid once, parameters all trainable, fans one side.
# points: test_parameters = 0.5
# points: test_outputs = 0.5
# points: test_gradients = 0
# points: test_fans = 0.5
# points: test_glorot = 1.5
# misconception: test_parameters: moving averages trained
# misconception: test_outputs: only the last layer has a sigmoid
# misconception: test_fans: window on one side only
# misconception: test_glorot: window on one side only
# %% [parameters]
# Takes the moving averages for trainable, too.
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = params_trainable = 420260
# %% [outputs]
# Passes z on to the next layer, so that only the last sigmoid counts; the gradients build on it.
def hidden_outputs(x, weights):
    outputs = []
    z = x
    for W in weights[:-1]:
        z = z @ W
        outputs.append(1 / (1 + np.exp(-z)))
    return outputs
# %% [fans]
# Multiplies the window into fan_in only.
def fans(shape):
    return np.prod(shape[:-1]), shape[-1]
