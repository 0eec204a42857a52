# scipy.ndimage filters with a shifted origin, for convolution and for pooling.
# expect: full
# %% [conv2d]
from scipy import ndimage


def windows_start_here(k):
    """Shift so that the window of an output pixel begins at this pixel."""
    return [-(n // 2) for n in k]


def conv2d(image, kernel, stride=1, padding="valid"):
    x = image.astype(float)
    if padding == "same":
        for axis, k in enumerate(kernel.shape):
            n = image.shape[axis]
            total = max((-(-n // stride) - 1) * stride + k - n, 0)
            sides = [(0, 0)] * 2
            sides[axis] = (total // 2, total - total // 2)
            x = np.pad(x, sides)
    response = ndimage.correlate(
        x, kernel.astype(float), mode="constant", cval=0, origin=windows_start_here(kernel.shape)
    )
    rows = x.shape[0] - kernel.shape[0] + 1
    cols = x.shape[1] - kernel.shape[1] + 1
    return response[:rows:stride, :cols:stride]
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    stride = stride or window
    best = ndimage.maximum_filter(x, size=window, origin=-(window // 2))
    return best[: x.shape[0] - window + 1 : stride, : x.shape[1] - window + 1 : stride]


def avg_pool2d(x, window=2, stride=None):
    stride = stride or window
    weights = np.ones((window, window)) / window**2
    mean = ndimage.correlate(x.astype(float), weights, origin=-(window // 2))
    return mean[: x.shape[0] - window + 1 : stride, : x.shape[1] - window + 1 : stride]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    total = np.zeros((*image.shape[:2], kernels.shape[3]))
    for m in range(kernels.shape[2]):
        for n in range(kernels.shape[3]):
            k = kernels[:, :, m, n].astype(float)
            total[:, :, n] += ndimage.correlate(
                image[:, :, m].astype(float), k, mode="constant", origin=windows_start_here(k.shape)
            )
    return total[: image.shape[0] - kernels.shape[0] + 1, : image.shape[1] - kernels.shape[1] + 1] + bias
