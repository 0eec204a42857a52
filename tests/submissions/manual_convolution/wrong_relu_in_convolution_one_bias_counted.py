# Slips that do not meet each other: relu in convolution, one bias counted, slide flipped.
# points: test_slide = 0
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_multi = 0.5
# points: test_parameters = 0
# misconception: test_conv2d: ReLU applied
# misconception: test_same: ReLU applied
# misconception: test_multi: ReLU applied
# misconception: test_parameters: one bias for all kernels
# %% [slide]
# Thinks that the kernel of the slide was flipped.
slide_mistake = "flipped"
# %% [conv2d]
# Applies ReLU at the end of conv2d and of conv2d_multi, where nobody asked for it.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[max((image[r : r + h, c : c + w] * kernel).sum(), 0) for c in cols] for r in rows])
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.maximum(np.einsum("rcmij,ijmn->rcn", windows, kernels) + bias, 0)
# %% [sizes]
# Counts one bias for the whole layer.
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out + 1
