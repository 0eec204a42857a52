# Uses the first kernel only: one map comes back.
# points: test_multi = 0
# misconception: test_multi: one kernel only
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijm->rc", windows, kernels[..., 0])[:, :, None] + bias[0]
