# Slips that do not meet each other: same border nan, pool absolute, bias counted per channel, own map relu skipped.
# points: test_own_map = 1
# points: test_same = 0
# points: test_max_pool = 0.5
# points: test_parameters = 0
# misconception: test_own_map: ReLU skipped
# misconception: test_max_pool: largest absolute value
# misconception: test_parameters: bias counted per channel
# %% [own_map]
# Leaves out ReLU in the own map and pools the map with its negative numbers.
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = my_map
my_pooled = my_map.reshape(2, 2, 2, 2).max(axis=(1, 3))
# %% [conv2d]
# The border of the 'same' map is left empty.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    inner = np.array([
        [(image[r : r + h, c : c + w] * kernel).sum() for c in range(0, image.shape[1] - w + 1, stride)]
        for r in range(0, image.shape[0] - h + 1, stride)
    ])
    if padding == "valid":
        return inner
    result = np.full([-(-n // stride) for n in image.shape], np.nan)
    top, left = (h - 1) // 2, (w - 1) // 2
    if inner.size:
        result[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return result
# %% [pooling]
# Takes the number with the largest absolute value.
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[np.abs(x[r : r + window, c : c + window]).max() for c in cols] for r in rows])


def avg_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].mean() for c in cols] for r in rows])
# %% [sizes]
# Counts one bias for each input channel of each kernel.
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w + 1) * c_in * c_out
