# Decimal places cut off, no look at a negative number of zeros, one row many times.
# points: test_conv2d = 0.5
# misconception: test_conv2d: input made integer
# points: test_same = 1
# misconception: test_same: negative padding
# points: test_max_pool = 0
# misconception: test_max_pool: one row many times
# points: test_avg_pool = 0
# misconception: test_avg_pool: one row many times
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    if padding == "same":
        zeros = [(-(-n // stride) - 1) * stride + k - n for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(number // 2, number - number // 2) for number in zeros])
    else:
        image, kernel = image.astype(int), kernel.astype(int)
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[np.sum(image[r : r + h, c : c + w] * kernel) for c in cols] for r in rows])
# %% [pooling]
def pooled(x, window, stride, reduce):
    step = window if stride is None else stride
    rows, cols = ((n - window) // step + 1 for n in x.shape)
    result = [[0] * cols] * rows
    for i in range(rows):
        for j in range(cols):
            result[i][j] = reduce(x[i * step : i * step + window, j * step : j * step + window])
    return np.array(result)


def max_pool2d(x, window=2, stride=None):
    return pooled(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pooled(x, window, stride, np.mean)
