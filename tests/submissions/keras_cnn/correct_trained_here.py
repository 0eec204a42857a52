# No files were handed in: the network is trained at grading.
# expect: full
# slow
# %% [stroke]
stroke_value = 2_550_000
# %% [summary]
params_conv_1, params_conv_2, params_dense_1, params_dense_2, params_total = 320, 9_248, 589_952, 1_290, 600_810
most_parameters = "first Dense"
params_without_pooling = 2_359_424.0
