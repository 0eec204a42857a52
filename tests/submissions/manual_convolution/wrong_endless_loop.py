# A while loop that never ends where 'same' needs an odd number of zeros.
# slow
# points: test_same = 1
# outcome: test_same: timed out
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    if padding == "same":
        rows, cols = (max((-(-n // stride) - 1) * stride + k, n) for n, k in zip(image.shape, kernel.shape))
        while image.shape[0] != rows:  # one row above and one below, until it fits
            image = np.pad(image, ((1, 1), (0, 0)))[:1000]
        while image.shape[1] != cols:
            image = np.pad(image, ((0, 0), (1, 1)))[:, :1000]
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
