# Makes room for the matrix of the largest image that might come.
# points: test_conv2d = 0
# points: test_same = 0
# outcome: test_conv2d: out of memory
# outcome: test_same: out of memory
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    largest = 1_000_000
    matrix = np.zeros((largest, largest))
    matrix[: image.size, : image.size] = np.eye(image.size)
    return (matrix[: image.size, : image.size] @ image.ravel()).reshape(image.shape)
