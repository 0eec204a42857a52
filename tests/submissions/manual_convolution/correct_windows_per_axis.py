# First the windows of each axis as selection matrices, then two matrix products.
# expect: full
# %% [conv2d]
def selection(n, k, stride, padding):
    """Array (out, k, n) of zeros and ones; window o takes pixel n at its place k."""
    out = -(-n // stride) if padding == "same" else (n - k) // stride + 1
    before = max((out - 1) * stride + k - n, 0) // 2 if padding == "same" else 0
    wanted = stride * np.arange(out)[:, None] + np.arange(k) - before
    return (wanted[..., None] == np.arange(n)).astype(float)


def conv2d(image, kernel, stride=1, padding="valid"):
    down = selection(image.shape[0], kernel.shape[0], stride, padding)
    right = selection(image.shape[1], kernel.shape[1], stride, padding)
    return np.einsum("riy,cjx,yx,ij->rc", down, right, image.astype(float), kernel.astype(float), optimize=True)
# %% [multi]
def conv2d_multi(image, kernels, bias):
    down = selection(image.shape[0], kernels.shape[0], 1, "valid")
    right = selection(image.shape[1], kernels.shape[1], 1, "valid")
    maps = np.einsum("riy,cjx,yxm,ijmn->rcn", down, right, image.astype(float), kernels.astype(float), optimize=True)
    return maps + bias.reshape(1, 1, -1)
# %% [curve]
response_curve = np.trace(curve_patch @ curve_kernel.T)
response_other = np.trace(other_patch @ curve_kernel.T)


def find_curve(image, kernel):
    response = conv2d(image, kernel)
    row, column = np.nonzero(response == np.max(response))
    return int(row[0]), int(column[0])
