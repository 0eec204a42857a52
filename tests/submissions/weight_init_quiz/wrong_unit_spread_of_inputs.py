# Compares inputs instead of units.
# points: test_equal = 1
# misconception: test_equal: rows and columns mixed up
# %% [unit_spread]
def unit_spread(gradient):
    return np.ptp(gradient, axis=0).max()
