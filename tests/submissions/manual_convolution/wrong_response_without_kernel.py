# Adds up the pixels of the patches, without the weights.
# points: test_curve = 0.5
# misconception: test_curve: kernel not used
# %% [curve]
response_curve = curve_patch.sum()
response_other = other_patch.sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
