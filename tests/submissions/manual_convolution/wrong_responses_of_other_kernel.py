# The responses of the misprinted kernel, which has one weight more.
# points: test_curve = 0.5
# misconception: test_curve: misprinted kernel
# %% [curve]
response_curve = 8100
response_other = 1500


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
