# The parameter stride is never looked at.
# points: test_conv2d = 3
# points: test_same = 1
# misconception: test_conv2d: stride ignored
# misconception: test_same: stride ignored
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, [((k - 1) // 2, k // 2) for k in kernel.shape])
    h, w = kernel.shape
    rows, cols = image.shape[0] - h + 1, image.shape[1] - w + 1
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in range(cols)] for r in range(rows)])
