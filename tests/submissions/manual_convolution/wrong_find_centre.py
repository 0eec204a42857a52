# Gives the centre of the patch instead of its top left corner.
# points: test_curve = 0.5
# misconception: test_curve: centre instead of corner
# %% [curve]
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    row, col = np.unravel_index(responses.argmax(), responses.shape)
    return row + kernel.shape[0] // 2, col + kernel.shape[1] // 2
