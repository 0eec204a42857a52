# Multiplies the window into fan_in only.
# points: test_fans = 0.5
# points: test_glorot = 1.5
# misconception: test_fans: window on one side only
# misconception: test_glorot: window on one side only
# %% [fans]
def fans(shape):
    return np.prod(shape[:-1]), shape[-1]
