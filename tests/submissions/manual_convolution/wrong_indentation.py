# Spaces and tabs are mixed in the cell of relu.
# points: test_relu = 0
# %% [relu]
def relu(x):
    y = x.copy()
	y[y < 0] = 0
    return y
