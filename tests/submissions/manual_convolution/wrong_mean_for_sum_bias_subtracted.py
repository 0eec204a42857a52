# Slips that do not meet each other: mean for sum, bias subtracted, size same rounded down.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_multi = 2
# points: test_output_size = 0.5
# misconception: test_conv2d: mean for sum
# misconception: test_same: mean for sum
# misconception: test_multi: bias subtracted
# misconception: test_output_size: rounded down
# %% [conv2d]
# Takes the mean of the products instead of their sum.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[np.mean(image[r : r + h, c : c + w] * kernel) for c in cols] for r in rows])
# %% [multi]
# Takes the bias for a threshold and subtracts it.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) - bias
# %% [sizes]
# Rounds the size down with 'same'.
def output_size(n, k, stride=1, padding="valid"):
    return n // stride if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
