# Turns the image to grey first and uses the mean kernel.
# points: test_multi = 1.5
# %% [multi]
def conv2d_multi(image, kernels, bias):
    grey = image.mean(axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(grey, kernels.shape[:2])
    return np.einsum("rcij,ijn->rcn", windows, kernels.mean(axis=2)) + bias
