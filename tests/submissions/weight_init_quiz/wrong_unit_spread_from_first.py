# Compares all units with the first one only.
# points: test_equal = 1
# misconception: test_equal: compared with the first unit only
# %% [unit_spread]
def unit_spread(gradient):
    return np.abs(gradient - gradient[:, [0]]).max()
