# All functions stand together in the cell of conv2d, the other solution cells are empty or hold a comment.
# expect: full
# %% [conv2d]
def _places(shape, size, step):
    return [range(0, n - k + 1, step) for n, k in zip(shape, size)]


def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows, cols = _places(image.shape, kernel.shape, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])


def relu(x):
    return np.where(x < 0, 0, x)


def max_pool2d(x, window=2, stride=None):
    rows, cols = _places(x.shape, (window, window), stride or window)
    return np.array([[x[r : r + window, c : c + window].max() for c in cols] for r in rows])


def avg_pool2d(x, window=2, stride=None):
    rows, cols = _places(x.shape, (window, window), stride or window)
    return np.array([[x[r : r + window, c : c + window].mean() for c in cols] for r in rows])
# %% [relu]
# %% [pooling]
# already done above
