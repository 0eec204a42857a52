# Slips that do not meet each other: padding symmetric, min for max, responses exchanged, own map of example.
# points: test_own_map = 0
# points: test_same = 1
# points: test_max_pool = 0
# points: test_curve = 0.5
# misconception: test_same: padding too wide
# misconception: test_max_pool: minimum for max
# misconception: test_curve: responses exchanged
# %% [own_map]
# Gives the numbers of the worked example as the own ones.
my_map = [
    [32.5, -105.5, -44.0, -60.5],
    [-105.5, 104.0, 224.0, 213.5],
    [185.5, 217.5, 38.5, 52.5],
    [54.0, 31.0, -18.0, 37.5],
]
my_relu = [[max(0, value) for value in row] for row in my_map]
my_pooled = [[104.0, 224.0], [217.5, 52.5]]
# %% [conv2d]
# Pads k // 2 zeros on every side: right for odd kernels and stride 1, one row too many for even ones.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, [(k // 2, k // 2) for k in kernel.shape])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# Keeps the smallest number of each window.
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).min(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).mean(axis=(2, 3))
# %% [curve]
# The two responses stand under each other's name.
response_other = (curve_patch * curve_kernel).sum()
response_curve = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
