# An endless loop in the cell of relu itself; the cells below are still run.
# slow
# points: test_relu = 0
# %% [relu]
i = 0
while i < 10:
    j = i + 1


def relu(x):
    return np.maximum(x, 0)
