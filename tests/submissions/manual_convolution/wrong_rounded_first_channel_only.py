# Slips that do not meet each other: rounded, first channel only, relu clips at one.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_relu = 0.5
# points: test_multi = 1.5
# misconception: test_conv2d: integer truncation
# misconception: test_multi: only the first channel
# %% [conv2d]
# Rounds all results to whole numbers.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return [[round((image[r : r + h, c : c + w] * kernel).sum()) for c in cols] for r in rows]
# %% [relu]
# Cuts off above 1 as well, as for grey values between 0 and 1.
def relu(x):
    return np.clip(x, 0, 1)
# %% [multi]
# Only the first input channel is used.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image[:, :, 0].astype(float), kernels.shape[:2])
    return np.einsum("rcij,ijn->rcn", windows, kernels[:, :, 0, :]) + bias
