# Takes the moving averages for trainable, too.
# points: test_parameters = 0.5
# misconception: test_parameters: moving averages trained
# %% [parameters]
params_hidden_1, params_hidden_2, params_output, params_total = 392500, 25050, 510, 418060
params_with_norm = params_trainable = 420260
