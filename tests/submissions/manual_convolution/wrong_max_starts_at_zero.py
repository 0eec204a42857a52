# The search for the maximum starts at zero, so negative windows give 0.
# points: test_max_pool = 0.5
# misconception: test_max_pool: max starts at zero
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    result = np.zeros(((x.shape[0] - window) // step + 1, (x.shape[1] - window) // step + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            for i in range(window):
                for j in range(window):
                    if x[r * step + i, c * step + j] > result[r, c]:
                        result[r, c] = x[r * step + i, c * step + j]
    return result


def avg_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    result = np.zeros(((x.shape[0] - window) // step + 1, (x.shape[1] - window) // step + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            result[r, c] = x[r * step : r * step + window, c * step : c * step + window].mean()
    return result
