# Loops over three rows and columns, whatever the kernel's size is.
# points: test_conv2d = 0
# points: test_same = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        image = np.pad(image, 1)
    result = np.zeros(((image.shape[0] - 3) // stride + 1, (image.shape[1] - 3) // stride + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            for i in range(3):
                for j in range(3):
                    result[r, c] += image[r * stride + i, c * stride + j] * kernel[i, j]
    return result
