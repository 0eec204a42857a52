# Pooling by reshape where the windows do not overlap, by slices where they do; integers kept as integers.
# expect: full
# %% [pooling]
def _blocks(x, window, stride):
    if stride is None or stride == window:
        rows, cols = x.shape[0] // window, x.shape[1] // window
        cropped = x[: rows * window, : cols * window]
        return cropped.reshape(rows, window, cols, window).transpose(0, 2, 1, 3)
    rows = (x.shape[0] - window) // stride + 1
    cols = (x.shape[1] - window) // stride + 1
    stack = [[x[r * stride :, c * stride :][:window, :window] for c in range(cols)] for r in range(rows)]
    return np.array(stack).reshape(rows, cols, window, window)


def max_pool2d(x, window=2, stride=None):
    return _blocks(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return _blocks(x, window, stride).mean(axis=(2, 3))
# %% [relu]
def relu(x):
    return (np.abs(x.astype(float)) + x) / 2
# %% [sizes]
import math


def output_size(n, k, stride=1, padding="valid"):
    if padding == "valid":
        return math.floor((n - k) / stride) + 1.0
    return math.ceil(n / stride)


def parameter_count(h, w, c_in, c_out):
    weights = h * w * c_in * c_out
    biases = c_out
    return float(weights + biases)
