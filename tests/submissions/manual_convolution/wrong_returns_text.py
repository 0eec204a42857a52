# Gives the map back as text.
# points: test_same = 0
# points: test_conv2d = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return str((windows * kernel).sum(axis=(2, 3)))
