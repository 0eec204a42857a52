# Pads k // 2 zeros on every side: right for odd kernels and stride 1, one row too many for even ones.
# points: test_same = 1
# misconception: test_same: padding too wide
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, [(k // 2, k // 2) for k in kernel.shape])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
