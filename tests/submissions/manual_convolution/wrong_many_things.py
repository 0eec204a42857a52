# Several mistakes at once: flipped kernel, leaky ReLU, sums for means, bias forgotten, column before row.
# points: test_same = 0
# points: test_relu = 0.5
# points: test_avg_pool = 0
# points: test_multi = 2
# points: test_parameters = 0
# points: test_curve = 0.5
# points: test_conv2d = 2
# misconception: test_conv2d: kernel flipped
# misconception: test_relu: leaky ReLU
# misconception: test_avg_pool: sum for mean
# misconception: test_multi: bias missing
# misconception: test_parameters: bias not counted
# misconception: test_curve: row and column swapped
# misconception: test_same: border repeated
# %% [conv2d]
from scipy.ndimage import convolve
from scipy.signal import convolve2d


def conv2d(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        return convolve(image.astype(float), kernel.astype(float), mode="nearest")[::stride, ::stride]
    return convolve2d(image.astype(float), kernel.astype(float), mode="valid")[::stride, ::stride]
# %% [relu]
def relu(x):
    return np.maximum(0.1 * x, x)
# %% [pooling]
def _windows(x, window, stride):
    step = stride or window
    return np.lib.stride_tricks.sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return _windows(x, window, stride).max((-1, -2))


def avg_pool2d(x, window=2, stride=None):
    return _windows(x.astype(float), window, stride).sum((-1, -2))
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.tensordot(windows, np.moveaxis(kernels, 2, 0), axes=3)
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else 1 + (n - k) // stride


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out
# %% [curve]
response_curve, response_other = 6600, 0


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    row, col = np.unravel_index((windows * kernel).sum((2, 3)).argmax(), windows.shape[:2])
    return int(col), int(row)
