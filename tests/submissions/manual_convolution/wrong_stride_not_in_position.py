# The size of the map shrinks with the stride, but the patches are taken one pixel apart.
# points: test_conv2d = 3
# points: test_same = 1
# misconception: test_conv2d: stride changes the size only
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    result = np.zeros(((image.shape[0] - h) // stride + 1, (image.shape[1] - w) // stride + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            result[r, c] = np.sum(image[r : r + h, c : c + w] * kernel)
    return result
