# Slips that do not meet each other: padding one side, mean for max, response flipped, own map mean.
# points: test_own_map = 1.5
# points: test_same = 0
# points: test_max_pool = 0
# points: test_curve = 0.5
# misconception: test_own_map: mean for max
# misconception: test_same: padding on one side only
# misconception: test_max_pool: mean for max
# misconception: test_curve: kernel flipped
# %% [own_map]
# Average pooling of the own map.
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).mean(axis=(1, 3))
# %% [conv2d]
# All zeros of 'same' go to the bottom and to the right.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(0, t) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# Both functions average.
def avg_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].mean() for c in cols] for r in rows])


def max_pool2d(x, window=2, stride=None):
    return avg_pool2d(x, window, stride)
# %% [curve]
# The response of the kernel turned by 180 degrees, by numpy's convolution of flattened arrays.
response_curve = np.convolve(curve_patch.ravel(), curve_kernel.ravel(), mode="valid")[0] * 0 + np.sum(
    curve_patch * curve_kernel[::-1, ::-1]
)
response_other = np.sum(other_patch * curve_kernel[::-1, ::-1])


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
