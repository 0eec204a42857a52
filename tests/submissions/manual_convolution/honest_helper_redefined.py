# A helper of an earlier solution is defined again with another signature in a later solution.
# expect: full
# %% [conv2d]
def patch(array, top, left, h, w):
    return array[top : top + h, left : left + w]


def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    return np.array([
        [(patch(image, r, c, h, w) * kernel).sum() for c in range(0, image.shape[1] - w + 1, stride)]
        for r in range(0, image.shape[0] - h + 1, stride)
    ])
# %% [pooling]
def patch(array, corner, size):
    row, col = corner
    return array[row : row + size, col : col + size]


def pool(x, window, stride, how):
    step = window if stride is None else stride
    return np.array([
        [how(patch(x, (r, c), window)) for c in range(0, x.shape[1] - window + 1, step)]
        for r in range(0, x.shape[0] - window + 1, step)
    ])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.mean)
