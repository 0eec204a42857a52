# Slips that do not meet each other: square only, multi kernels added, relu single number.
# points: test_conv2d = 1
# points: test_same = 0
# points: test_relu = 0
# points: test_multi = 0
# misconception: test_conv2d: square only
# misconception: test_same: square only
# misconception: test_multi: one kernel only
# %% [conv2d]
# Uses the height for both directions: the map of a wide image lacks its right part.
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
# %% [relu]
# Works on single numbers only: max() of an array is an error.
def relu(x):
    if x > 0:
        return x
    return 0
# %% [multi]
# Uses the first kernel only: one map comes back.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijm->rc", windows, kernels[..., 0])[:, :, None] + bias[0]
