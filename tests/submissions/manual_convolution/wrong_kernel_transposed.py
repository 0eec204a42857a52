# Mixes up rows and columns inside the patch: the kernel is laid on transposed.
# points: test_same = 0
# points: test_conv2d = 1
# misconception: test_conv2d: kernel transposed
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    kernel = kernel.T.astype(float)
    image = image.astype(float)
    h, w = kernel.shape
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, (h, w))]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
