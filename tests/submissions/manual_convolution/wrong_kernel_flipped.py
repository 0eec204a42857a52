# True convolution, as the library function of this name does it: the kernel is turned by 180 degrees.
# points: test_conv2d = 2
# misconception: test_conv2d: kernel flipped
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    kernel = kernel.astype(float)[::-1, ::-1]
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
