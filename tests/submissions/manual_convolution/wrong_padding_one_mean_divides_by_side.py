# Slips that do not meet each other: padding one, mean divides by side, find smallest, own map flipped.
# points: test_own_map = 0
# points: test_same = 0
# points: test_avg_pool = 0
# points: test_curve = 0.5
# misconception: test_own_map: kernel flipped
# misconception: test_same: padding too wide
# misconception: test_avg_pool: divided by the side
# misconception: test_curve: smallest response
# %% [own_map]
# The own kernel is turned by 180 degrees.
turned = np.rot90(my_kernel, 2)
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * turned).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
# %% [conv2d]
# Pads one zero on every side, which fits 3x3 kernels only.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, 1)
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# Divides the sum by the side of the window, not by the number of pixels in it.
def windows(x, window, stride):
    step = window if stride is None else stride
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return windows(x.astype(float), window, stride).sum(axis=(2, 3)) / window
# %% [curve]
# Looks for the smallest response.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmin(), responses.shape)
