# Counts weights without biases.
# points: test_summary = 0.5
# misconception: test_summary: biases not counted
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [summary]
params_conv_1 = 3 * 3 * 32
params_conv_2 = 3 * 3 * 32 * 32
params_dense_1 = 12 * 12 * 32 * 128
params_dense_2 = 128 * 10
params_total = params_conv_1 + params_conv_2 + params_dense_1 + params_dense_2
most_parameters = "first Dense"
params_without_pooling = 24 * 24 * 32 * 128
