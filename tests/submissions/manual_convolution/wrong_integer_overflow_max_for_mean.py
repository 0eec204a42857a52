# Slips that do not meet each other: integer overflow, max for mean, find counted from one, by hand text.
# points: test_by_hand = 0
# points: test_conv2d = 3.5
# points: test_avg_pool = 0
# points: test_curve = 0.5
# misconception: test_conv2d: integer overflow
# misconception: test_avg_pool: max for mean
# misconception: test_curve: counted from 1
# %% [by_hand]
# Numbers typed as text.
map_0_1 = "-105,5"
map_2_0 = "185,5"
map_3_3 = "37,5"
relu_0_1 = "0"
relu_2_0 = "185,5"
pooled = "[[104; 224]; [217,5; 52,5]]"
# %% [conv2d]
# Multiplies in the type of the image: products of two uint8 numbers wrap around.
def conv2d(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    result = np.zeros((len(rows), len(cols)))
    for i, r in enumerate(rows):
        for j, c in enumerate(cols):
            result[i, j] = (image[r : r + h, c : c + w] * kernel).sum()
    return result
# %% [pooling]
# Both functions take the maximum.
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)
    return np.array([[x[r : r + window, c : c + window].max() for c in cols] for r in rows])


avg_pool2d = max_pool2d
# %% [curve]
# Counts rows and columns from 1.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    responses = (windows * kernel).sum(axis=(2, 3))
    row, col = np.unravel_index(responses.argmax(), responses.shape)
    return row + 1, col + 1
