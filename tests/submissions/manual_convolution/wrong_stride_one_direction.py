# The stride moves the kernel to the right, but down it goes one row at a time.
# points: test_conv2d = 3
# points: test_same = 1
# misconception: test_conv2d: stride in one direction only
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    if padding == "same":
        wide = max((-(-image.shape[1] // stride) - 1) * stride + w - image.shape[1], 0)
        image = np.pad(image, [((h - 1) // 2, h // 2), (wide // 2, wide - wide // 2)])
    result = []
    for r in range(image.shape[0] - h + 1):
        result.append([])
        for c in range(0, image.shape[1] - w + 1, stride):
            result[-1].append((image[r : r + h, c : c + w] * kernel).sum())
    return result
