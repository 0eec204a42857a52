# np.fromfunction and np.vectorize fill the results.
# expect: full
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    (H, W), (h, w) = image.shape, kernel.shape
    if padding == "same":
        rows, cols = -(-H // stride), -(-W // stride)
        pads = [max((out - 1) * stride + k - n, 0) for out, k, n in ((rows, h, H), (cols, w, W))]
        image = np.pad(image, [(p // 2, -(-p // 2)) for p in pads])
    else:
        rows, cols = (H - h) // stride + 1, (W - w) // stride + 1

    @np.vectorize(otypes=[float])
    def respond(r, c):
        y, x = int(r) * stride, int(c) * stride
        return np.inner(image[y : y + h, x : x + w].astype(float).flat, kernel.astype(float).flat)

    return np.fromfunction(respond, (rows, cols))
# %% [relu]
@np.vectorize(otypes=[float])
def relu(x):
    return max(x, 0.0)
# %% [pooling]
def _fill(how, x, window, stride):
    stride = stride or window
    shape = [(n - window) // stride + 1 for n in x.shape]

    def one(r, c):
        return how(x[r * stride : r * stride + window, c * stride : c * stride + window])

    return np.fromfunction(np.vectorize(one, otypes=[float]), shape, dtype=int)


def max_pool2d(x, window=2, stride=None):
    return _fill(np.max, x, window, stride)


def avg_pool2d(x, window=2, stride=None):
    return _fill(np.mean, x, window, stride)
