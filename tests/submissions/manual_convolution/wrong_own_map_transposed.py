# The own feature map is transposed, all that follows too.
# points: test_own_map = 0
# misconception: test_own_map: map transposed
# %% [own_map]
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for r in range(4)] for c in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
