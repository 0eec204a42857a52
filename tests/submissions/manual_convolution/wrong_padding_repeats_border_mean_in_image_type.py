# Slips that do not meet each other: padding repeats border, mean in image type, response without kernel, own map nan.
# points: test_own_map = 0
# points: test_same = 0
# points: test_avg_pool = 0.5
# points: test_curve = 0.5
# misconception: test_same: border repeated
# misconception: test_avg_pool: integer truncation
# misconception: test_curve: kernel not used
# %% [own_map]
# Some entries are left open as NaN.
my_map = np.full((4, 4), np.nan)
my_map[0, 0] = (my_image[:3, :3] * my_kernel).sum()
my_relu = np.maximum(my_map, 0)
my_pooled = np.full((2, 2), np.nan)
# %% [conv2d]
# Repeats the pixels of the border instead of padding with zeros.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals], mode="edge")
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# The mean is stored in the type of the image, so integers lose their decimal places.
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).mean(axis=(2, 3)).astype(x.dtype)
# %% [curve]
# Adds up the pixels of the patches, without the weights.
response_curve = curve_patch.sum()
response_other = other_patch.sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
