# Takes the number with the largest absolute value.
# points: test_max_pool = 0.5
# misconception: test_max_pool: largest absolute value
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[np.abs(x[r : r + window, c : c + window]).max() for c in cols] for r in rows])


def avg_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].mean() for c in cols] for r in rows])
