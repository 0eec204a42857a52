# Took scipy's convolve2d, which flips the kernel and knows no TensorFlow padding.
# points: test_conv2d = 2
# points: test_same = 1
# misconception: test_conv2d: kernel flipped
# misconception: test_same: padding on the wrong side
# %% [conv2d]
from scipy.signal import convolve2d


def conv2d(image, kernel, stride=1, padding="valid"):
    return convolve2d(image.astype(float), kernel.astype(float), mode=padding)[::stride, ::stride]
