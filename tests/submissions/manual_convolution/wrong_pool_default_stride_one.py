# Without a stride the window moves one pixel at a time, as in convolution.
# points: test_max_pool = 0.5
# points: test_avg_pool = 0.5
# misconception: test_max_pool: stride of one by default
# misconception: test_avg_pool: stride of one by default
# %% [pooling]
def windows(x, window, stride):
    step = stride or 1
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).mean(axis=(2, 3))
