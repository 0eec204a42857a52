# Computes the small map first and fills it up with zeros to the size of the image.
# points: test_same = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    result = np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
    if padding == "same":
        missing = [-(-n // stride) - m for n, m in zip(image.shape, result.shape)]
        result = np.pad(result, [(m // 2, m - m // 2) for m in missing])
    return result
