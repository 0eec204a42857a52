# The numbers are right but come back in one long row.
# points: test_same = 0
# points: test_conv2d = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    result = []
    for r in range(0, image.shape[0] - h + 1, stride):
        for c in range(0, image.shape[1] - w + 1, stride):
            result.append((image[r : r + h, c : c + w] * kernel).sum())
    return result
