# Slips that do not meet each other: normalised, channels grey, size stride ignored.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_multi = 1.5
# points: test_output_size = 0
# misconception: test_output_size: stride ignored
# %% [conv2d]
# Divides by the sum of the kernel, as a blur filter does.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    with np.errstate(all="ignore"):
        return np.einsum("rcij,ij->rc", windows, kernel) / kernel.sum()
# %% [multi]
# Turns the image to grey first and uses the mean kernel.
def conv2d_multi(image, kernels, bias):
    grey = image.mean(axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(grey, kernels.shape[:2])
    return np.einsum("rcij,ijn->rcn", windows, kernels.mean(axis=2)) + bias
# %% [sizes]
# The stride is forgotten for both kinds of padding.
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return n
    return n - k + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
