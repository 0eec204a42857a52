# The result gets the type of the image, so for integer images everything behind the point is cut off.
# points: test_conv2d = 3.5
# misconception: test_conv2d: integer truncation
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    result = np.zeros((len(rows), len(cols)), dtype=image.dtype)
    for i, r in enumerate(rows):
        for j, c in enumerate(cols):
            result[i, j] = (image[r : r + h, c : c + w] * kernel).sum()
    return result
