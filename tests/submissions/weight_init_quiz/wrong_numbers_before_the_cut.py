# Gives the deviation before the cut, and Glorot's deviation for the limit.
# points: test_own_numbers = 0
# misconception: test_own_numbers: deviation before the cut
# misconception: test_own_numbers: deviation for limit
# %% [own_numbers]
my_limit = np.sqrt(2 / sum(my_dense_shape))
my_deviation = np.sqrt(2 / np.prod(my_conv_shape[:3])) / 0.87962566103423978
