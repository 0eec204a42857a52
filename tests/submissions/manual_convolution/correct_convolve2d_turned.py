# scipy's true convolution with the kernel turned by 180 degrees beforehand.
# expect: full
# %% [conv2d]
from scipy import signal


def conv2d(image, kernel, stride=1, padding="valid"):
    turned = np.rot90(kernel, 2).astype(float)
    image = np.asarray(image, float)
    if padding == "valid":
        return signal.convolve2d(image, turned, "valid")[::stride, ::stride]
    h, w = kernel.shape
    out_h = -(-image.shape[0] // stride)
    out_w = -(-image.shape[1] // stride)
    top = max((out_h - 1) * stride + h - image.shape[0], 0) // 2
    left = max((out_w - 1) * stride + w - image.shape[1], 0) // 2
    full = np.pad(signal.convolve2d(image, turned, "full"), ((0, h), (0, w)))
    return full[h - 1 - top :: stride, w - 1 - left :: stride][:out_h, :out_w]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    # Turning the channels too makes the three-dimensional convolution a correlation.
    layers = [
        signal.convolve(image.astype(float), kernels[::-1, ::-1, ::-1, n].astype(float), "valid", method="direct")
        for n in range(kernels.shape[3])
    ]
    return np.concatenate(layers, axis=2) + bias
