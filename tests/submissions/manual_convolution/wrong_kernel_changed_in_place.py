# Turns the kernel around in place so that scipy's convolution gives the right numbers.
# points: test_conv2d = 3.5
# misconception: test_conv2d: input changed in place
# %% [conv2d]
from scipy.signal import convolve2d


def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    kernel[:] = kernel[::-1, ::-1].copy()
    return convolve2d(image, kernel.astype(float), mode="valid")[::stride, ::stride]
