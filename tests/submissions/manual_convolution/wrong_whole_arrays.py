# Rows, windows and channels taken together, or one for all.
# points: test_conv2d = 0
# misconception: test_conv2d: only rows added up
# points: test_same = 0
# misconception: test_same: only rows added up
# points: test_relu = 0
# misconception: test_relu: array as a whole
# points: test_max_pool = 0.5
# misconception: test_max_pool: reshape in place of slices
# points: test_avg_pool = 0.5
# misconception: test_avg_pool: reshape in place of slices
# points: test_multi = 1.5
# misconception: test_multi: only the last channel
# points: test_curve = 0.5
# misconception: test_curve: another corner
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    if padding == "same":
        zeros = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(number // 2, number - number // 2) for number in zeros])
    rows, cols = ((n - k) // stride + 1 for n, k in zip(image.shape, kernel.shape))
    result = [[0] * cols for _ in range(rows)]
    for i in range(rows):
        for j in range(cols):
            r, c = i * stride, j * stride
            result[i][j] = sum(image[r : r + h, c : c + w] * kernel)
    return np.array(result)
# %% [relu]
def relu(x):
    return np.max(x, 0)
# %% [pooling]
def pooled(x, window, stride, reduce):
    if stride is None:
        rows, cols = x.shape[0] // window, x.shape[1] // window
        whole = x[: rows * window, : cols * window]
        return reduce(whole.reshape(rows, cols, window * window), axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(x, (window, window))
    return reduce(windows[::stride, ::stride], axis=(2, 3))


def max_pool2d(x, window=2, stride=None):
    return pooled(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pooled(x, window, stride, np.mean)
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    result = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1, c_out))
    for c in range(c_in):
        patches = np.lib.stride_tricks.sliding_window_view(image[:, :, c].astype(float), (h, w))
        result = np.einsum("rchw,hwk->rck", patches, kernels[:, :, c])
    return result + bias
# %% [curve]
response_curve = 6600
response_other = 0


def find_curve(image, kernel):
    h, w = kernel.shape
    places = [(r, c) for r in range(len(image) - h + 1) for c in range(len(image[0]) - w + 1)]
    row, col = max(places, key=lambda place: np.sum(image[place[0] :, place[1] :][:h, :w] * kernel))
    return row + h - 1, col + w - 1
