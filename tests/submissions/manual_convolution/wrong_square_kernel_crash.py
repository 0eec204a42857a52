# Takes the kernel's height as its width: a kernel that is not square stops it with an error.
# points: test_same = 0
# points: test_conv2d = 1
# misconception: test_conv2d: square only
# misconception: test_same: square only
# outcome: test_conv2d: crashed
# outcome: test_same: crashed
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    k = kernel.shape[0]
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n in image.shape]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    weights = kernel.reshape(k, k)
    rows = range(0, image.shape[0] - k + 1, stride)
    cols = range(0, image.shape[1] - k + 1, stride)
    return np.array([[(image[r : r + k, c : c + k] * weights).sum() for c in cols] for r in rows])
