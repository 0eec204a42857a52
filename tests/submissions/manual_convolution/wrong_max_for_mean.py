# Both functions take the maximum.
# points: test_avg_pool = 0
# misconception: test_avg_pool: max for mean
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].max() for c in cols] for r in rows])


avg_pool2d = max_pool2d
