# The kernel upside down, zeros and counts in the wrong place.
# points: test_conv2d = 0.5
# misconception: test_conv2d: kernel mirrored
# points: test_same = 0
# misconception: test_same: zeros around the map
# points: test_max_pool = 1
# misconception: test_max_pool: windows counted by the stride alone
# points: test_avg_pool = 0.5
# misconception: test_avg_pool: windows counted by the stride alone
# points: test_curve = 0.5
# misconception: test_curve: width of the image
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    if padding == "valid":
        kernel = kernel[::-1]
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    full = np.array([[np.sum(image[r : r + h, c : c + w] * kernel) for c in cols] for r in rows])
    if padding == "same":
        full = full.reshape(len(rows), len(cols))
        missing = [-(-n // stride) - m for n, m in zip(image.shape, full.shape)]
        full = np.pad(full, [(number // 2, number - number // 2) for number in missing])
    return full
# %% [pooling]
def pooled(x, window, stride, reduce):
    step = window if stride is None else stride
    counts = [(n - window) // step + 1 for n in x.shape] if stride is None else [n // step for n in x.shape]
    rows, cols = (range(0, count * step, step) for count in counts)
    return np.array([[reduce(x[r : r + window, c : c + window]) for c in cols] for r in rows])


def max_pool2d(x, window=2, stride=None):
    return pooled(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pooled(x, window, stride, np.mean)
# %% [curve]
response_curve = 6600
response_other = 0


def find_curve(image, kernel):
    patches = np.lib.stride_tricks.sliding_window_view(np.asarray(image, dtype=float), np.shape(kernel))
    place = int(np.argmax(np.sum(patches * kernel, axis=(2, 3))))
    return place // np.shape(image)[1], place % np.shape(image)[1]
