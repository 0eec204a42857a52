# A colon is missing in one solution cell; the other cells are not touched by it.
# points: test_conv2d = 0
# points: test_same = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid")
    h, w = kernel.shape
    return np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
