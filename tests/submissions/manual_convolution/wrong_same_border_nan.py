# The border of the 'same' map is left empty.
# points: test_same = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    inner = np.array([
        [(image[r : r + h, c : c + w] * kernel).sum() for c in range(0, image.shape[1] - w + 1, stride)]
        for r in range(0, image.shape[0] - h + 1, stride)
    ])
    if padding == "valid":
        return inner
    result = np.full([-(-n // stride) for n in image.shape], np.nan)
    top, left = (h - 1) // 2, (w - 1) // 2
    if inner.size:
        result[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return result
