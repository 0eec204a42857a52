# The parameter padding is never looked at.
# points: test_same = 0
# misconception: test_same: 'valid' for 'same'
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    result = np.zeros((len(rows), len(cols)))
    for i, r in enumerate(rows):
        for j, c in enumerate(cols):
            result[i, j] = (image[r : r + h, c : c + w].astype(float) * kernel.astype(float)).sum()
    return result
