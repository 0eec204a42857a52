# Slips that do not meet each other: global kernel, sum for mean, size not rounded.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_avg_pool = 0
# points: test_output_size = 0
# misconception: test_avg_pool: sum for mean
# misconception: test_output_size: not rounded
# %% [conv2d]
# Inside the function the given image and kernel of the example are used, not the parameters.
def conv2d(img, ker, stride=1, padding="valid"):
    h, w = kernel.shape
    pixels = np.pad(image, 1) if padding == "same" else image
    rows = range(0, pixels.shape[0] - h + 1, stride)
    cols = range(0, pixels.shape[1] - w + 1, stride)
    return np.array([[(pixels[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [pooling]
# Forgets to divide by the number of pixels in the window.
def pool(x, window, stride, how):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[how(x[r : r + window, c : c + window]) for c in cols] for r in rows])


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, np.max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x.astype(float), window, stride, np.sum)
# %% [sizes]
# Divides without rounding: 3.5 places.
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return n / stride
    return (n - k) / stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
