# Keeps the incomplete windows at the right and at the bottom.
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_max_pool: border window kept
# misconception: test_avg_pool: border window kept
# %% [pooling]
def pool(x, window, stride, how):
    step = window if stride is None else stride
    return np.array([
        [how(x[r : r + window, c : c + window]) for c in range(0, x.shape[1], step)]
        for r in range(0, x.shape[0], step)
    ])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.mean)
