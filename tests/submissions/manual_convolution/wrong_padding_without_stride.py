# Pads k - 1 zeros whatever the stride is, as it is right for stride 1.
# points: test_same = 1
# misconception: test_same: padding ignores the stride
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, [((k - 1) // 2, k - 1 - (k - 1) // 2) for k in kernel.shape])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
