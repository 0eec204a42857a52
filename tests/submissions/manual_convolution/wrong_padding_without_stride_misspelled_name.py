# Slips that do not meet each other: padding without stride, misspelled name, responses of other kernel, own map one slip.
# points: test_own_map = 1
# points: test_same = 1
# points: test_max_pool = 0
# points: test_curve = 0.5
# misconception: test_same: padding ignores the stride
# misconception: test_curve: misprinted kernel
# %% [own_map]
# One entry of the own map is wrong, ReLU and pooling hide it.
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
my_map[np.unravel_index(my_map.argmin(), my_map.shape)] -= 10
# %% [conv2d]
# Pads k - 1 zeros whatever the stride is, as it is right for stride 1.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, [((k - 1) // 2, k - 1 - (k - 1) // 2) for k in kernel.shape])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# The function has another name than the one that was asked for.
def maxpool2d(x, window=2, stride=None):
    step = stride or window
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].max() for c in cols] for r in rows])


def avg_pool2d(x, window=2, stride=None):
    step = stride or window
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].mean() for c in cols] for r in rows])
# %% [curve]
# The responses of the misprinted kernel, which has one weight more.
response_curve = 8100
response_other = 1500


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
