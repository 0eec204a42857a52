# Gives the maps with the channels first, as in PyTorch.
# points: test_multi = 0
# misconception: test_multi: channels first
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->nrc", windows, kernels) + bias[:, None, None]
