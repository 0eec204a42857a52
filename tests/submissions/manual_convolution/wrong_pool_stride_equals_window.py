# The parameter stride of both pooling functions is never looked at.
# points: test_max_pool = 1
# points: test_avg_pool = 0.5
# misconception: test_max_pool: stride equals window
# misconception: test_avg_pool: stride equals window
# %% [pooling]
def _blocks(x, window):
    rows, cols = x.shape[0] // window, x.shape[1] // window
    return x[: rows * window, : cols * window].reshape(rows, window, cols, window)


def max_pool2d(x, window=2, stride=None):
    return _blocks(x, window).max(axis=(1, 3))


def avg_pool2d(x, window=2, stride=None):
    return _blocks(x, window).mean(axis=(1, 3))
