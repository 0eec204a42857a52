# Uses the height for both directions: the map of a wide image lacks its right part.
# points: test_same = 0
# points: test_conv2d = 1
# misconception: test_conv2d: square only
# misconception: test_same: square only
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    n, k = image.shape[0], kernel.shape[0]
    total = max((-(-n // stride) - 1) * stride + k - n, 0) if padding == "same" else 0
    image = np.pad(image, (total // 2, total - total // 2))
    starts = range(0, n + total - k + 1, stride)
    result = np.zeros((len(starts), len(starts)))
    for r, y in enumerate(starts):
        for c, x in enumerate(starts):
            for i in range(k):
                for j in range(k):
                    if x + j < image.shape[1] and j < kernel.shape[1]:
                        result[r, c] += image[y + i, x + j] * kernel[i, j]
    return result
