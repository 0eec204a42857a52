# Thinks that the convolutions hold the parameters, and that pooling changes nothing.
# points: test_summary = 0.5
# misconception: test_summary: pooling still there
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [summary]
params_conv_1, params_conv_2, params_dense_1, params_dense_2 = 320, 9248, 589952, 1290
params_total = 600810
most_parameters = "second convolution"
params_without_pooling = 589952
