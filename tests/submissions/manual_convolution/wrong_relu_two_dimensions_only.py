# Loops over rows and columns, so only two dimensions work.
# points: test_relu = 0
# outcome: test_relu: crashed
# %% [relu]
def relu(x):
    rows, cols = x.shape
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            result[r, c] = max(0, x[r, c])
    return result
