# Slips that do not meet each other: hard coded example, bias in place, size off by one.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_multi = 2.5
# points: test_output_size = 0.5
# misconception: test_multi: input changed in place
# misconception: test_output_size: off by one
# %% [conv2d]
# Always gives the feature map of the worked example.
def conv2d(image, kernel, stride=1, padding="valid"):
    return np.array([
        [32.5, -105.5, -44.0, -60.5],
        [-105.5, 104.0, 224.0, 213.5],
        [185.5, 217.5, 38.5, 52.5],
        [54.0, 31.0, -18.0, 37.5],
    ])
# %% [multi]
# Adds up in the bias array itself, which is the caller's.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    result = np.einsum("rcmij,ijmn->rcn", windows, kernels)
    saved = bias.copy()
    bias *= -1
    bias += saved
    return result + saved
# %% [sizes]
# Forgets the + 1 for the first place.
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return -(-n // stride)
    return (n - k) // stride


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
