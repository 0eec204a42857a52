# Slips that do not meet each other: full padding, border window kept, one kernel counted.
# points: test_same = 0
# points: test_max_pool = 0
# points: test_avg_pool = 0
# points: test_parameters = 0
# misconception: test_same: padding too wide
# misconception: test_max_pool: border window kept
# misconception: test_avg_pool: border window kept
# misconception: test_parameters: one kernel only
# %% [conv2d]
# Thinks that 'same' means every place where kernel and image touch.
from scipy.signal import correlate2d


def conv2d(image, kernel, stride=1, padding="valid"):
    mode = {"valid": "valid", "same": "full"}[padding]
    return correlate2d(image.astype(float), kernel.astype(float), mode)[::stride, ::stride]
# %% [pooling]
# Keeps the incomplete windows at the right and at the bottom.
def pool(x, window, stride, how):
    step = window if stride is None else stride
    return np.array([
        [how(x[r : r + window, c : c + window]) for c in range(0, x.shape[1], step)]
        for r in range(0, x.shape[0], step)
    ])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.mean)
# %% [sizes]
# Counts the parameters of one kernel.
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in + 1
