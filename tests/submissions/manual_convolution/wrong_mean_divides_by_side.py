# Divides the sum by the side of the window, not by the number of pixels in it.
# points: test_avg_pool = 0
# misconception: test_avg_pool: divided by the side
# %% [pooling]
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x.astype(float), window, stride).sum(axis=(2, 3)) / window
