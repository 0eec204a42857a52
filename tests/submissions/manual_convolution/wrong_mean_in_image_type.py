# The mean is stored in the type of the image, so integers lose their decimal places.
# points: test_avg_pool = 0.5
# misconception: test_avg_pool: integer truncation
# %% [pooling]
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).mean(axis=(2, 3)).astype(x.dtype)
