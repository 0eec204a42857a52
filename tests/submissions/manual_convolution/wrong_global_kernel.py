# Inside the function the given image and kernel of the example are used, not the parameters.
# points: test_same = 0
# points: test_conv2d = 0
# %% [conv2d]
def conv2d(img, ker, stride=1, padding="valid"):
    h, w = kernel.shape
    pixels = np.pad(image, 1) if padding == "same" else image
    rows = range(0, pixels.shape[0] - h + 1, stride)
    cols = range(0, pixels.shape[1] - w + 1, stride)
    return np.array([[(pixels[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
