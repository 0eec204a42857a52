# Pads with zeros, so the maps have the size of the image.
# points: test_multi = 0
# misconception: test_multi: 'same' for 'valid'
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w = kernels.shape[:2]
    image = np.pad(image.astype(float), (((h - 1) // 2, h // 2), ((w - 1) // 2, w // 2), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(image, (h, w), axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) + bias
