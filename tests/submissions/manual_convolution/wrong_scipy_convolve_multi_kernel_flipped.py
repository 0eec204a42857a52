# Slips that do not meet each other: scipy convolve, multi kernel flipped, relu sigmoid.
# points: test_conv2d = 2
# points: test_same = 1
# points: test_relu = 0.5
# points: test_multi = 1.5
# misconception: test_conv2d: kernel flipped
# misconception: test_same: padding on the wrong side
# misconception: test_multi: kernel flipped
# %% [conv2d]
# Took scipy's convolve2d, which flips the kernel and knows no TensorFlow padding.
from scipy.signal import convolve2d


def conv2d(image, kernel, stride=1, padding="valid"):
    return convolve2d(image.astype(float), kernel.astype(float), mode=padding)[::stride, ::stride]
# %% [relu]
# Another activation function.
def relu(x):
    return 1 / (1 + np.exp(-np.clip(x.astype(float), -50, 50)))
# %% [multi]
# Uses scipy's convolve2d per channel, which flips every kernel.
from scipy.signal import convolve2d


def conv2d_multi(image, kernels, bias):
    image, kernels = image.astype(float), kernels.astype(float)
    maps = [
        sum(convolve2d(image[:, :, m], kernels[:, :, m, n], "valid") for m in range(kernels.shape[2])) + bias[n]
        for n in range(kernels.shape[3])
    ]
    return np.stack(maps, axis=-1)
