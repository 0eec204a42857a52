# Only the first input channel is used.
# points: test_multi = 1.5
# misconception: test_multi: only the first channel
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image[:, :, 0].astype(float), kernels.shape[:2])
    return np.einsum("rcij,ijn->rcn", windows, kernels[:, :, 0, :]) + bias
