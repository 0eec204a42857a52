# The function has another name than the one that was asked for.
# points: test_max_pool = 0
# %% [pooling]
def maxpool2d(x, window=2, stride=None):
    step = stride or window
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].max() for c in cols] for r in rows])


def avg_pool2d(x, window=2, stride=None):
    step = stride or window
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].mean() for c in cols] for r in rows])
