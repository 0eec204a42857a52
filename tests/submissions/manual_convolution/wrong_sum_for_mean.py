# Forgets to divide by the number of pixels in the window.
# points: test_avg_pool = 0
# misconception: test_avg_pool: sum for mean
# %% [pooling]
def pool(x, window, stride, how):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[how(x[r : r + window, c : c + window]) for c in cols] for r in rows])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x.astype(float), window, stride, np.sum)
