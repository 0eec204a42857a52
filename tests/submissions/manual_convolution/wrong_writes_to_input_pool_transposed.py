# Slips that do not meet each other: writes to input, pool transposed, by hand swapped indices.
# points: test_by_hand = 0.5
# points: test_conv2d = 3.5
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_by_hand: map transposed
# misconception: test_conv2d: input changed in place
# misconception: test_max_pool: map transposed
# misconception: test_avg_pool: map transposed
# %% [by_hand]
# Reads map_2_0 as column 2, row 0.
map_0_1 = -105.5
map_2_0 = -44.0
map_3_3 = 37.5
relu_0_1 = 0
relu_2_0 = 0
pooled = [[104, 224], [217.5, 52.5]]
# %% [conv2d]
# Cleans the image in place first, which fails for read-only images.
def conv2d(image, kernel, stride=1, padding="valid"):
    image[np.isnan(image)] = 0
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# Appends columns where rows belong: the pooled map is transposed.
def pool(x, window, stride, how):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[how(x[r : r + window, c : c + window]) for r in rows] for c in cols])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.mean)
