# Slips that do not meet each other: scipy same, pool keeps size, bias not counted, own map transposed.
# points: test_own_map = 0
# points: test_same = 1
# points: test_max_pool = 0
# points: test_parameters = 0
# misconception: test_own_map: map transposed
# misconception: test_same: padding ignores the stride
# misconception: test_parameters: bias not counted
# %% [own_map]
# The own feature map is transposed, all that follows too.
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for r in range(4)] for c in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
# %% [conv2d]
# scipy's mode "same" pads as for stride 1, whatever the stride is.
from scipy.signal import correlate2d


def conv2d(image, kernel, stride=1, padding="valid"):
    return correlate2d(image.astype(float), kernel.astype(float), mode=padding)[::stride, ::stride]
# %% [pooling]
# Writes the maximum of each window to all of its pixels instead of making the map smaller.
def max_pool2d(x, window=2, stride=None):
    step = stride or window
    result = x.astype(float)
    for r in range(0, x.shape[0] - window + 1, step):
        for c in range(0, x.shape[1] - window + 1, step):
            result[r : r + window, c : c + window] = x[r : r + window, c : c + window].max()
    return result


def avg_pool2d(x, window=2, stride=None):
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[
        :: stride or window, :: stride or window
    ].mean(axis=(2, 3))
# %% [sizes]
# Counts the weights only.
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out
