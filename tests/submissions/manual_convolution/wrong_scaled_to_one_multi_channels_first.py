# Slips that do not meet each other: scaled to one, multi channels first, relu mask.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_relu = 0.5
# points: test_multi = 0
# misconception: test_conv2d: divided by 255
# misconception: test_same: divided by 255
# misconception: test_relu: step for ReLU
# misconception: test_multi: channels first
# %% [conv2d]
# The image is scaled as for training a network.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = np.asarray(image, dtype=float) / 255, np.asarray(kernel, dtype=float)
    h, w = kernel.shape
    if padding == "same":
        zeros = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(number // 2, number - number // 2) for number in zeros])
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.sum(patches * kernel, axis=(2, 3))
# %% [relu]
# Gives back which numbers are positive, not the numbers.
def relu(x):
    return x > 0
# %% [multi]
# Gives the maps with the channels first, as in PyTorch.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->nrc", windows, kernels) + bias[:, None, None]
