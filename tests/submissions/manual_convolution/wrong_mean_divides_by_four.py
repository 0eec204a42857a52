# Divides by four whatever the window is.
# points: test_avg_pool = 0
# misconception: test_avg_pool: window of 2x2 only
# %% [pooling]
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x.astype(float), window, stride).sum(axis=(2, 3)) / 4
