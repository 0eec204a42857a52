# Own numbers rounded to four places, counts as text that Python evaluates to numbers.
# expect: full
# %% [own_numbers]
my_limit = round(float(np.sqrt(6 / sum(my_dense_shape))), 4)
my_deviation = round(float(np.sqrt(2 / np.prod(my_conv_shape[:3]))), 4)
# %% [parameters]
params_hidden_1 = np.float32(785 * 500)
params_hidden_2 = np.int32(501 * 50)
params_output = [510]
params_total = np.array(418060)
params_with_norm = 418060 + 2000 + 200
params_trainable = 418060 + 1000 + 100
