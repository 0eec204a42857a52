# The whole convolution as one sparse matrix.
# expect: full
# %% [conv2d]
from scipy import sparse


def shift_matrix(n, k, offset, stride, padding):
    """Matrix (out, n) that picks, for every window, the pixel at this offset (or a zero)."""
    if padding == "same":
        out = -(-n // stride)
        before = max((out - 1) * stride + k - n, 0) // 2
    else:
        out, before = (n - k) // stride + 1, 0
    pixel = np.arange(out) * stride + offset - before
    ok = (pixel >= 0) & (pixel < n)
    return sparse.csr_matrix((np.ones(ok.sum()), (np.flatnonzero(ok), pixel[ok])), shape=(out, n))


def conv_matrix(shape, kernel, stride, padding):
    (H, W), (h, w) = shape, kernel.shape
    total = 0
    for i in range(h):
        for j in range(w):
            rows = shift_matrix(H, h, i, stride, padding)
            cols = shift_matrix(W, w, j, stride, padding)
            total = total + float(kernel[i, j]) * sparse.kron(rows, cols, format="csr")
    return total, (rows.shape[0], cols.shape[0])


def conv2d(image, kernel, stride=1, padding="valid"):
    matrix, shape = conv_matrix(image.shape, kernel, stride, padding)
    return (matrix @ image.astype(float).ravel()).reshape(shape)
# %% [pooling]
def avg_pool2d(x, window=2, stride=None):
    stride = stride or window
    matrix, shape = conv_matrix(x.shape, np.full((window, window), window**-2.0), stride, "valid")
    return (matrix @ x.astype(float).ravel()).reshape(shape)


def max_pool2d(x, window=2, stride=None):
    stride = stride or window
    layers = []
    for i in range(window):
        for j in range(window):
            rows = shift_matrix(x.shape[0], window, i, stride, "valid")
            cols = shift_matrix(x.shape[1], window, j, stride, "valid")
            layers.append(rows @ x.astype(float) @ cols.T)
    return np.max(layers, axis=0)
