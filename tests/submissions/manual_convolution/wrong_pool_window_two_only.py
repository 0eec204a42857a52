# Pools 2x2 windows whatever the parameters say.
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_max_pool: window of 2x2 only
# misconception: test_avg_pool: window of 2x2 only
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    x = x[: x.shape[0] // 2 * 2, : x.shape[1] // 2 * 2]
    return np.maximum(
        np.maximum(x[::2, ::2], x[1::2, ::2]), np.maximum(x[::2, 1::2], x[1::2, 1::2])
    )


def avg_pool2d(x, window=2, stride=None):
    x = x[: x.shape[0] // 2 * 2, : x.shape[1] // 2 * 2].astype(float)
    return (x[::2, ::2] + x[1::2, ::2] + x[::2, 1::2] + x[1::2, 1::2]) / 4
