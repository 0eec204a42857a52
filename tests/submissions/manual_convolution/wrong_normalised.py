# Divides by the sum of the kernel, as a blur filter does.
# points: test_conv2d = 0.5
# points: test_same = 0
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    with np.errstate(all="ignore"):
        return np.einsum("rcij,ij->rc", windows, kernel) / kernel.sum()
