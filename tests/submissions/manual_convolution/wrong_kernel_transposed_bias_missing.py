# Slips that do not meet each other: kernel transposed, bias missing, size padding ignored.
# points: test_conv2d = 1
# points: test_same = 0
# points: test_multi = 2
# points: test_output_size = 0.5
# misconception: test_conv2d: kernel transposed
# misconception: test_multi: bias missing
# misconception: test_output_size: 'valid' for 'same'
# %% [conv2d]
# Mixes up rows and columns inside the patch: the kernel is laid on transposed.
def conv2d(image, kernel, stride=1, padding="valid"):
    kernel = kernel.T.astype(float)
    image = image.astype(float)
    h, w = kernel.shape
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, (h, w))]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
# %% [multi]
# The bias is forgotten.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels)
# %% [sizes]
# One formula for both kinds of padding.
def output_size(n, k, stride=1, padding="valid"):
    return (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out + c_out
