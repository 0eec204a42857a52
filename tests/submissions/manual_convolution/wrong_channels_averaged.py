# Takes the mean over the input channels instead of the sum.
# points: test_multi = 1.5
# misconception: test_multi: channels averaged
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) / image.shape[2] + bias
