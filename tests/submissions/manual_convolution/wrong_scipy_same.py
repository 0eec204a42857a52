# scipy's mode "same" pads as for stride 1, whatever the stride is.
# points: test_same = 1
# misconception: test_same: padding ignores the stride
# %% [conv2d]
from scipy.signal import correlate2d


def conv2d(image, kernel, stride=1, padding="valid"):
    return correlate2d(image.astype(float), kernel.astype(float), mode=padding)[::stride, ::stride]
