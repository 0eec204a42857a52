# Average pooling of the own map.
# points: test_own_map = 1.5
# misconception: test_own_map: mean for max
# %% [own_map]
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).mean(axis=(1, 3))
