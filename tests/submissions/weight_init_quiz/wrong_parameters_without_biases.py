# Counts the weights only.
# points: test_parameters = 0
# misconception: test_parameters: biases not counted
# %% [parameters]
params_hidden_1 = 784 * 500
params_hidden_2 = 500 * 50
params_output = 50 * 10
params_total = params_hidden_1 + params_hidden_2 + params_output

params_with_norm = params_total + 4 * 550
params_trainable = params_total + 2 * 550
