# Slips that do not meet each other: same for valid, pool default stride one, relu drops negatives.
# points: test_conv2d = 0
# points: test_relu = 0
# points: test_max_pool = 0.5
# points: test_avg_pool = 0.5
# misconception: test_conv2d: 'same' for 'valid'
# misconception: test_relu: negatives dropped
# misconception: test_max_pool: stride of one by default
# misconception: test_avg_pool: stride of one by default
# %% [conv2d]
# Pads always, so the map never gets smaller.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
    image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [relu]
# Takes the positive numbers out of the array instead of replacing the negative ones.
def relu(x):
    return x[x > 0]
# %% [pooling]
# Without a stride the window moves one pixel at a time, as in convolution.
def windows(x, window, stride):
    step = stride or 1
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).mean(axis=(2, 3))
