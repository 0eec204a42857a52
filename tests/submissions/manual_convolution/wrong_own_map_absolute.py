# ReLU as the absolute value in the own map.
# points: test_own_map = 1
# misconception: test_own_map: absolute value for ReLU
# %% [own_map]
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = abs(my_map)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
