# The response of the kernel turned by 180 degrees, by numpy's convolution of flattened arrays.
# points: test_curve = 0.5
# misconception: test_curve: kernel flipped
# %% [curve]
response_curve = np.convolve(curve_patch.ravel(), curve_kernel.ravel(), mode="valid")[0] * 0 + np.sum(
    curve_patch * curve_kernel[::-1, ::-1]
)
response_other = np.sum(other_patch * curve_kernel[::-1, ::-1])


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    return np.unravel_index(responses.argmax(), responses.shape)
