# Counts the learned numbers of batch normalisation only, and takes them for not trainable.
# points: test_parameters = 0.5
# misconception: test_parameters: two numbers per unit
# %% [parameters]
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = params_total + 2 * 550
params_trainable = params_total
