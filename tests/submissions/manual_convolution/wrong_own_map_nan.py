# Some entries are left open as NaN.
# points: test_own_map = 0
# %% [own_map]
my_map = np.full((4, 4), np.nan)
my_map[0, 0] = (my_image[:3, :3] * my_kernel).sum()
my_relu = np.maximum(my_map, 0)
my_pooled = np.full((2, 2), np.nan)
