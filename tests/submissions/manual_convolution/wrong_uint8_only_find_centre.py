# Slips that do not meet each other: uint8 only, find centre, by hand relu skipped.
# points: test_by_hand = 1.5
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_curve = 0.5
# misconception: test_by_hand: ReLU skipped
# misconception: test_curve: centre instead of corner
# %% [by_hand]
# The entries after ReLU are the entries before ReLU; the pooled map is the same by luck.
map_0_1 = -105.5
map_2_0 = 185.5
map_3_3 = 37.5
relu_0_1 = -105.5
relu_2_0 = 185.5
pooled = [[104, 224], [217.5, 52.5]]
# %% [conv2d]
# Turns every image into uint8, as pictures are stored.
def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float).clip(0, 255).astype(np.uint8)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel.astype(float)).sum() for c in cols] for r in rows])
# %% [curve]
# Gives the centre of the patch instead of its top left corner.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    row, col = np.unravel_index(responses.argmax(), responses.shape)
    return row + kernel.shape[0] // 2, col + kernel.shape[1] // 2
