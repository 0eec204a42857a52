# Multiplies image and kernel and forgets to add up: four dimensions come back.
# points: test_same = 0
# points: test_conv2d = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    return np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride] * kernel
