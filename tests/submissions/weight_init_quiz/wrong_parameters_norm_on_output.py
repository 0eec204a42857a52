# Normalises the output layer as well.
# points: test_parameters = 0.5
# misconception: test_parameters: normalised output layer
# %% [parameters]
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = 418060 + 4 * 560
params_trainable = 418060 + 2 * 560
