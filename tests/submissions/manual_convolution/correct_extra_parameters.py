# The asked parameters and some more, keyword only, with defaults.
# expect: full
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid", *, fill=0.0, dtype=float, verbose=False):
    def sides(n, k):
        if padding == "valid":
            return 0, 0
        total = max((-(-n // stride) - 1) * stride + k - n, 0)
        return divmod(total, 2)[0], sum(divmod(total, 2))

    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}")
    (H, W), (h, w) = image.shape, kernel.shape
    x = np.pad(image.astype(dtype), (sides(H, h), sides(W, w)), constant_values=fill)
    out = [
        [np.sum(x[r : r + h, c : c + w] * kernel) for c in range(0, x.shape[1] - w + 1, stride)]
        for r in range(0, x.shape[0] - h + 1, stride)
    ]
    if verbose:
        print(np.shape(out))
    return np.array(out)
# %% [relu]
def relu(x, slope=0, limit=None):
    result = np.where(x > 0, x, slope * x)
    return result if limit is None else np.minimum(result, limit)
# %% [pooling]
def pool2d(x, *, window, stride, reduce):
    stride = stride if stride is not None else window
    shape = [len(range(0, n - window + 1, stride)) for n in x.shape]
    result = np.zeros(shape)
    for place in np.ndindex(*shape):
        r, c = np.array(place) * stride
        result[place] = reduce(x[r : r + window, c : c + window])
    return result


def max_pool2d(x, window=2, stride=None, **more):
    return pool2d(x, window=window, stride=stride, reduce=np.max, **more)


def avg_pool2d(x, window=2, stride=None, **more):
    return pool2d(x, window=window, stride=stride, reduce=np.mean, **more)
# %% [multi]
def conv2d_multi(image, kernels, bias=None, *, activation=lambda z: z):
    c_in, c_out = kernels.shape[2:]
    bias = np.zeros(c_out) if bias is None else bias
    z = [sum(conv2d(image[..., m], kernels[..., m, n]) for m in range(c_in)) + bias[n] for n in range(c_out)]
    return activation(np.moveaxis(np.array(z), 0, -1))
