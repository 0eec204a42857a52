# Reads the kernels as (height, width, out, in).
# points: test_multi = 1.5
# misconception: test_multi: kernel axes swapped
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    kernels = kernels.reshape(h, w, c_out, c_in)
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), (h, w), axis=(0, 1))
    return np.einsum("rcmij,ijnm->rcn", windows, kernels) + bias
