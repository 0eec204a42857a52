# Writes the maximum of each window to all of its pixels instead of making the map smaller.
# points: test_max_pool = 0
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    step = stride or window
    result = x.astype(float)
    for r in range(0, x.shape[0] - window + 1, step):
        for c in range(0, x.shape[1] - window + 1, step):
            result[r : r + window, c : c + window] = x[r : r + window, c : c + window].max()
    return result


def avg_pool2d(x, window=2, stride=None):
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[
        :: stride or window, :: stride or window
    ].mean(axis=(2, 3))
