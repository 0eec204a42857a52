# All zeros of 'same' go to the bottom and to the right.
# points: test_same = 0
# misconception: test_same: padding on one side only
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(0, t) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
