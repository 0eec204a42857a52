# Looks for the largest absolute value of the response.
# points: test_curve = 0.5
# misconception: test_curve: largest absolute value
# %% [curve]
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = np.abs((windows * kernel).sum(axis=(2, 3)))
    return np.unravel_index(responses.argmax(), responses.shape)
