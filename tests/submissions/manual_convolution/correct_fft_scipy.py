# scipy.fft with complex transforms of the zero-filled arrays.
# expect: full
# %% [conv2d]
import scipy.fft


def full_correlation(x, k):
    shape = (x.shape[0] + k.shape[0] - 1, x.shape[1] + k.shape[1] - 1)
    turned = np.asarray(k, dtype=float)[::-1, ::-1]
    product = scipy.fft.fft2(np.asarray(x, dtype=float), shape) * scipy.fft.fft2(turned, shape)
    return scipy.fft.ifft2(product).real


def conv2d(image, kernel, stride=1, padding="valid"):
    # Row i of the full result belongs to a kernel whose first row lies on image row i - (h - 1).
    full = full_correlation(image, kernel)
    index = []
    for n, k in zip(image.shape, kernel.shape):
        if padding == "same":
            out = -(-n // stride)
            first = k - 1 - max((out - 1) * stride + k - n, 0) // 2
        else:
            out = (n - k) // stride + 1
            first = k - 1
        index.append(first + stride * np.arange(out))
    return full[np.ix_(*index)]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    result = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1, c_out))
    for n in range(c_out):
        for m in range(c_in):
            full = full_correlation(image[..., m], kernels[..., m, n])
            result[..., n] += full[h - 1 : image.shape[0], w - 1 : image.shape[1]]
    return result + bias
