# Leaves out ReLU in the own map and pools the map with its negative numbers.
# points: test_own_map = 1
# misconception: test_own_map: ReLU skipped
# %% [own_map]
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = my_map
my_pooled = my_map.reshape(2, 2, 2, 2).max(axis=(1, 3))
