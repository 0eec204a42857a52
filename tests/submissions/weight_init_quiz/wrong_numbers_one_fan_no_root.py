# Takes fan_in alone for Glorot's limit, and He's variance for the deviation.
# points: test_own_numbers = 0
# misconception: test_own_numbers: one fan only
# misconception: test_own_numbers: root forgotten
# %% [own_numbers]
my_limit = np.sqrt(6 / my_dense_shape[0])
my_deviation = 2 / np.prod(my_conv_shape[:3])
