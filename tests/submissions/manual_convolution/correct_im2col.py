# Image to columns, then one matrix product.
# expect: full
# %% [conv2d]
def im2col(x, h, w, stride):
    """One row per patch, the patch written as one long row."""
    rows = range(0, x.shape[0] - h + 1, stride)
    cols = range(0, x.shape[1] - w + 1, stride)
    patches = [x[r : r + h, c : c + w].ravel() for r in rows for c in cols]
    return np.array(patches), (len(rows), len(cols))


def conv2d(image, kernel, stride=1, padding="valid"):
    h, w = kernel.shape
    work = image.astype(float)
    if padding == "same":
        add = [max((int(np.ceil(n / stride)) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        work = np.pad(work, [(a // 2, a - a // 2) for a in add])
    columns, shape = im2col(work, h, w, stride)
    return (columns @ kernel.astype(float).ravel()).reshape(shape)
# %% [relu]
def relu(x):
    y = x.copy()
    y[y < 0] = 0
    return y
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    columns, shape = im2col(x, window, window, stride or window)
    return columns.max(axis=1).reshape(shape)


def avg_pool2d(x, window=2, stride=None):
    columns, shape = im2col(x, window, window, stride or window)
    return columns.mean(axis=1).reshape(shape)
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    columns, (rows, cols) = im2col(image.astype(float), h, w, 1)
    return (columns @ kernels.reshape(h * w * c_in, c_out) + bias).reshape(rows, cols, c_out)
# %% [curve]
response_curve = float(curve_patch.ravel() @ curve_kernel.ravel())
response_other = float(other_patch.ravel() @ curve_kernel.ravel())


def find_curve(image, kernel):
    columns, (rows, cols) = im2col(image.astype(float), *kernel.shape, 1)
    best = int((columns @ kernel.ravel()).argmax())
    return [best // cols, best % cols]
