# Gives the position in the flattened map, one number.
# points: test_curve = 0.5
# misconception: test_curve: flat index
# %% [curve]
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.argmax((windows * kernel).sum(axis=(2, 3)))
