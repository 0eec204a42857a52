# Answers stand in cells of their own at the end; the answer cells are deleted.
# expect: full
# %% [fans] delete
# %% [collapse] delete
# %% [parameters] delete
# %% [test_experiment] keep
# %%
def fans(shape):
    window = np.prod(shape[:-2], dtype=int)
    return window * shape[-2], window * shape[-1]
# %%
def collapsed_weights(W1, W2):
    return W1 @ W2


def collapsed_bias(b1, W2, b2):
    return b1 @ W2 + b2
# %%
params_hidden_1, params_hidden_2, params_output = 392_500, 25_050, 510
params_total = 418060.0
params_with_norm, params_trainable = 420_260, 419_160
my_limit = np.sqrt(6 / sum(fans(my_dense_shape)))
my_deviation = np.sqrt(2 / fans(my_conv_shape)[0])
