# Slips that do not meet each other: padding after, mean divides by four, find row and column, own map absolute.
# points: test_own_map = 1
# points: test_same = 0
# points: test_avg_pool = 0
# points: test_curve = 0.5
# misconception: test_own_map: absolute value for ReLU
# misconception: test_avg_pool: window of 2x2 only
# misconception: test_curve: row and column swapped
# %% [own_map]
# ReLU as the absolute value in the own map.
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = abs(my_map)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
# %% [conv2d]
# Computes the small map first and fills it up with zeros to the size of the image.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    result = np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
    if padding == "same":
        missing = [-(-n // stride) - m for n, m in zip(image.shape, result.shape)]
        result = np.pad(result, [(m // 2, m - m // 2) for m in missing])
    return result
# %% [pooling]
# Divides by four whatever the window is.
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x.astype(float), window, stride).sum(axis=(2, 3)) / 4
# %% [curve]
# Gives (column, row), as for a point (x, y).
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    y, x = np.unravel_index(responses.argmax(), responses.shape)
    return x, y
