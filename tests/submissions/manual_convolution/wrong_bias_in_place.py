# Adds up in the bias array itself, which is the caller's.
# points: test_multi = 2.5
# misconception: test_multi: input changed in place
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    result = np.einsum("rcmij,ijmn->rcn", windows, kernels)
    saved = bias.copy()
    bias *= -1
    bias += saved
    return result + saved
