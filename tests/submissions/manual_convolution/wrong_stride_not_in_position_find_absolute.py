# Slips that do not meet each other: stride not in position, find absolute, by hand absolute.
# points: test_by_hand = 1
# points: test_conv2d = 3
# points: test_same = 1
# points: test_curve = 0.5
# misconception: test_by_hand: absolute value for ReLU
# misconception: test_conv2d: stride changes the size only
# misconception: test_curve: largest absolute value
# %% [by_hand]
# ReLU as the absolute value.
map_0_1 = -105.5
map_2_0 = 185.5
map_3_3 = 37.5
relu_0_1 = 105.5
relu_2_0 = 185.5
pooled = [[105.5, 224], [217.5, 52.5]]
# %% [conv2d]
# The size of the map shrinks with the stride, but the patches are taken one pixel apart.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    result = np.zeros(((image.shape[0] - h) // stride + 1, (image.shape[1] - w) // stride + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            result[r, c] = np.sum(image[r : r + h, c : c + w] * kernel)
    return result
# %% [curve]
# Looks for the largest absolute value of the response.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = np.abs((windows * kernel).sum(axis=(2, 3)))
    return np.unravel_index(responses.argmax(), responses.shape)
