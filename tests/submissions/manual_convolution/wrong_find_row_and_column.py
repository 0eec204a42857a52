# Gives (column, row), as for a point (x, y).
# points: test_curve = 0.5
# misconception: test_curve: row and column swapped
# %% [curve]
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    y, x = np.unravel_index(responses.argmax(), responses.shape)
    return x, y
