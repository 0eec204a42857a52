# The bias is forgotten.
# points: test_multi = 2
# misconception: test_multi: bias missing
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels)
