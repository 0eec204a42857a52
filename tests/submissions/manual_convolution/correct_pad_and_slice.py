# np.pad for 'same', then one call of the same function for 'valid'.
# expect: full
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        new_height = -(-image.shape[0] // stride)
        new_width = -(-image.shape[1] // stride)
        vertical = max((new_height - 1) * stride + kernel.shape[0] - image.shape[0], 0)
        horizontal = max((new_width - 1) * stride + kernel.shape[1] - image.shape[1], 0)
        padded = np.pad(
            image,
            ((vertical // 2, vertical - vertical // 2), (horizontal // 2, horizontal - horizontal // 2)),
            mode="constant",
        )
        return conv2d(padded, kernel, stride)
    height = 1 + (image.shape[0] - kernel.shape[0]) // stride
    width = 1 + (image.shape[1] - kernel.shape[1]) // stride
    feature_map = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            top, left = row * stride, column * stride
            patch = image[top : top + kernel.shape[0], left : left + kernel.shape[1]]
            feature_map[row, column] = np.dot(patch.ravel().astype(float), kernel.ravel().astype(float))
    return feature_map
# %% [curve]
response_curve = 6600.0
response_other = 0.0


def find_curve(image, kernel):
    feature_map = conv2d(image, kernel)
    row = np.argmax(feature_map.max(axis=1))
    column = np.argmax(feature_map[row])
    return row, column
