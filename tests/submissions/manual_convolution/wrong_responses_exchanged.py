# The two responses stand under each other's name.
# points: test_curve = 0.5
# misconception: test_curve: responses exchanged
# %% [curve]
response_other = (curve_patch * curve_kernel).sum()
response_curve = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
