# Slips that do not meet each other: off by one, depthwise, indentation.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_relu = 0
# points: test_multi = 0
# misconception: test_conv2d: off by one
# misconception: test_multi: depthwise
# %% [conv2d]
# One place too few in each direction: range(H - h) instead of range(H - h + 1).
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h, stride)
    cols = range(0, image.shape[1] - w, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [relu]
# Spaces and tabs are mixed in the cell of relu.
def relu(x):
    y = x.copy()
	y[y < 0] = 0
    return y
# %% [multi]
# Keeps the maps of the input channels apart: one output map per pair of channels.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    maps = np.einsum("rcmij,ijmn->rcmn", windows, kernels) + bias
    return maps.reshape(*maps.shape[:2], -1)
