# Pads one zero on every side, which fits 3x3 kernels only.
# points: test_same = 0
# misconception: test_same: padding too wide
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, 1)
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
