# Slips that do not meet each other: no sum, channels averaged, size same stride ignored.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_multi = 1.5
# points: test_output_size = 0.5
# misconception: test_multi: channels averaged
# misconception: test_output_size: stride ignored
# %% [conv2d]
# Multiplies image and kernel and forgets to add up: four dimensions come back.
def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    return np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride] * kernel
# %% [multi]
# Takes the mean over the input channels instead of the sum.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) / image.shape[2] + bias
# %% [sizes]
# Thinks that 'same' keeps the size for every stride.
def output_size(n, k, stride=1, padding="valid"):
    return n if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
