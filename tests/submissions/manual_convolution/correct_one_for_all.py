# conv2d is the case with one channel of a general function, which conv2d_multi uses too.
# expect: full
# %% [conv2d]
def convolve(images, kernels, bias, stride, padding):
    """images (N, H, W, C), kernels (h, w, C, K) -> (N, rows, cols, K)."""
    images = images.astype(float)
    h, w = kernels.shape[:2]
    if padding == "same":
        sides = [(0, 0)]
        for n, k in zip(images.shape[1:3], (h, w)):
            total = max((-(-n // stride) - 1) * stride + k - n, 0)
            sides.append((total // 2, total - total // 2))
        images = np.pad(images, [*sides, (0, 0)])
    rows = range(0, images.shape[1] - h + 1, stride)
    cols = range(0, images.shape[2] - w + 1, stride)
    result = np.empty((len(images), len(rows), len(cols), kernels.shape[3]))
    for r, y in enumerate(rows):
        for c, x in enumerate(cols):
            result[:, r, c, :] = np.tensordot(images[:, y : y + h, x : x + w, :], kernels, axes=3)
    return result + bias


def conv2d(image, kernel, stride=1, padding="valid"):
    kernels = kernel[:, :, np.newaxis, np.newaxis].astype(float)
    return convolve(image[np.newaxis, :, :, np.newaxis], kernels, 0, stride, padding)[0, :, :, 0]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    return convolve(image[np.newaxis], kernels, bias, stride=1, padding="valid")[0]
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    stride = window if stride is None else stride
    best = None
    for i in range(window):
        for j in range(window):
            probe = np.zeros((window, window))
            probe[i, j] = 1
            pixel = conv2d(x, probe, stride)
            best = pixel if best is None else np.maximum(best, pixel)
    return best


def avg_pool2d(x, window=2, stride=None):
    return conv2d(x, np.full((window, window), 1 / window**2), window if stride is None else stride)
# %% [curve]
response_curve = conv2d(curve_patch, curve_kernel)
response_other = conv2d(other_patch, curve_kernel)


def find_curve(image, kernel):
    return np.unravel_index(np.argmax(conv2d(image, kernel)), conv2d(image, kernel).shape)
