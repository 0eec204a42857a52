# Keeps the smallest number of each window.
# points: test_max_pool = 0
# misconception: test_max_pool: minimum for max
# %% [pooling]
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).min(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).mean(axis=(2, 3))
