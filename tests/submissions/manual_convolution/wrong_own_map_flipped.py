# The own kernel is turned by 180 degrees.
# points: test_own_map = 0
# misconception: test_own_map: kernel flipped
# %% [own_map]
turned = np.rot90(my_kernel, 2)
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * turned).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
