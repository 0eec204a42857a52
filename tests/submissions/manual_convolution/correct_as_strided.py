# numpy's as_strided makes the windows, with the strides worked out by hand.
# expect: full
# %% [conv2d]
from numpy.lib.stride_tricks import as_strided


def windows_of(x, h, w, stride):
    rows = (x.shape[0] - h) // stride + 1
    cols = (x.shape[1] - w) // stride + 1
    down, right = x.strides
    return as_strided(x, (rows, cols, h, w), (down * stride, right * stride, down, right), writeable=False)


def conv2d(image, kernel, stride=1, padding="valid"):
    x = np.array(image, dtype=np.double)
    h, w = kernel.shape
    if padding == "same":
        H, W = x.shape
        pad_h = max(((H + stride - 1) // stride - 1) * stride + h - H, 0)
        pad_w = max(((W + stride - 1) // stride - 1) * stride + w - W, 0)
        padded = np.zeros((H + pad_h, W + pad_w))
        padded[pad_h // 2 : pad_h // 2 + H, pad_w // 2 : pad_w // 2 + W] = x
        x = padded
    return (windows_of(x, h, w, stride) * kernel).sum((2, 3))
# %% [relu]
def relu(x):
    return x * (x > 0)
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    x = np.ascontiguousarray(x)
    return windows_of(x, window, window, stride or window).max((2, 3))


def avg_pool2d(x, window=2, stride=None):
    x = np.ascontiguousarray(x)
    return windows_of(x, window, window, stride or window).mean((2, 3))
# %% [multi]
def conv2d_multi(image, kernels, bias):
    x = np.array(image, dtype=np.double)
    h, w, c_in, c_out = kernels.shape
    rows, cols = x.shape[0] - h + 1, x.shape[1] - w + 1
    s0, s1, s2 = x.strides
    patches = as_strided(x, (rows, cols, h, w, c_in), (s0, s1, s0, s1, s2))
    return np.tensordot(patches, kernels, axes=([2, 3, 4], [0, 1, 2])) + bias
