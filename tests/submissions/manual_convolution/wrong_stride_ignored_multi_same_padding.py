# Slips that do not meet each other: stride ignored, multi same padding, relu wrong side.
# points: test_conv2d = 3
# points: test_same = 1
# points: test_relu = 0.5
# points: test_multi = 0
# misconception: test_conv2d: stride ignored
# misconception: test_same: stride ignored
# misconception: test_relu: ReLU on the wrong side
# misconception: test_multi: 'same' for 'valid'
# %% [conv2d]
# The parameter stride is never looked at.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        image = np.pad(image, [((k - 1) // 2, k // 2) for k in kernel.shape])
    h, w = kernel.shape
    rows, cols = image.shape[0] - h + 1, image.shape[1] - w + 1
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in range(cols)] for r in range(rows)])
# %% [relu]
# Keeps the negative numbers and sets the positive ones to zero.
def relu(x):
    return np.where(x > 0, 0, x)
# %% [multi]
# Pads with zeros, so the maps have the size of the image.
def conv2d_multi(image, kernels, bias):
    h, w = kernels.shape[:2]
    image = np.pad(image.astype(float), (((h - 1) // 2, h // 2), ((w - 1) // 2, w // 2), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(image, (h, w), axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) + bias
