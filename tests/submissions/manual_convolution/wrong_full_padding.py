# Thinks that 'same' means every place where kernel and image touch.
# points: test_same = 0
# misconception: test_same: padding too wide
# %% [conv2d]
from scipy.signal import correlate2d


def conv2d(image, kernel, stride=1, padding="valid"):
    mode = {"valid": "valid", "same": "full"}[padding]
    return correlate2d(image.astype(float), kernel.astype(float), mode)[::stride, ::stride]
