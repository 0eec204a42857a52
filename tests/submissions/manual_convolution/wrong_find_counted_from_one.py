# Counts rows and columns from 1.
# points: test_curve = 0.5
# misconception: test_curve: counted from 1
# %% [curve]
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    row, col = np.unravel_index(responses.argmax(), responses.shape)
    return row + 1, col + 1
