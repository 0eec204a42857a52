# Keeps the maps of the input channels apart: one output map per pair of channels.
# points: test_multi = 0
# misconception: test_multi: depthwise
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    maps = np.einsum("rcmij,ijmn->rcmn", windows, kernels) + bias
    return maps.reshape(*maps.shape[:2], -1)
