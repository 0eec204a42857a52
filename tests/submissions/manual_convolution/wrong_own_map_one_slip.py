# One entry of the own map is wrong, ReLU and pooling hide it.
# points: test_own_map = 1
# %% [own_map]
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
my_map[np.unravel_index(my_map.argmin(), my_map.shape)] -= 10
