# Forgets to count up in a while loop: no call of conv2d ever ends.
# slow
# points: test_conv2d = 0
# points: test_same = 0
# outcome: test_conv2d: timed out
# outcome: test_same: timed out
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    row = 0
    result = np.zeros(image.shape)
    while row < image.shape[0]:
        result[row] = image[row].sum()
    return result
