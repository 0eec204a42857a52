# Appends columns where rows belong: the pooled map is transposed.
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_max_pool: map transposed
# misconception: test_avg_pool: map transposed
# %% [pooling]
def pool(x, window, stride, how):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[how(x[r : r + window, c : c + window]) for r in rows] for c in cols])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.mean)
