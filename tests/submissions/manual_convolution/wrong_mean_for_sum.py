# Takes the mean of the products instead of their sum.
# points: test_conv2d = 0.5
# points: test_same = 0
# misconception: test_conv2d: mean for sum
# misconception: test_same: mean for sum
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[np.mean(image[r : r + h, c : c + w] * kernel) for c in cols] for r in rows])
