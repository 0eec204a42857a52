# The image is scaled as for training a network.
# points: test_conv2d = 0.5
# misconception: test_conv2d: divided by 255
# points: test_same = 0
# misconception: test_same: divided by 255
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = np.asarray(image, dtype=float) / 255, np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    if padding == "same":
        zeros = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(number // 2, number - number // 2) for number in zeros])
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.sum(patches * kernel, axis=(2, 3))
