# Slips that do not meet each other: flat list, pool window two only, slide values.
# points: test_slide = 0
# points: test_conv2d = 0
# points: test_same = 0
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_max_pool: window of 2x2 only
# misconception: test_avg_pool: window of 2x2 only
# %% [slide]
# Thinks that the values of the slide are wrong.
slide_mistake = "wrong values"
# %% [conv2d]
# The numbers are right but come back in one long row.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    result = []
    for r in range(0, image.shape[0] - h + 1, stride):
        for c in range(0, image.shape[1] - w + 1, stride):
            result.append((image[r : r + h, c : c + w] * kernel).sum())
    return result
# %% [pooling]
# Pools 2x2 windows whatever the parameters say.
def max_pool2d(x, window=2, stride=None):
    x = x[: x.shape[0] // 2 * 2, : x.shape[1] // 2 * 2]
    return np.maximum(
        np.maximum(x[::2, ::2], x[1::2, ::2]), np.maximum(x[::2, 1::2], x[1::2, 1::2])
    )


def avg_pool2d(x, window=2, stride=None):
    x = x[: x.shape[0] // 2 * 2, : x.shape[1] // 2 * 2].astype(float)
    return (x[::2, ::2] + x[1::2, ::2] + x[::2, 1::2] + x[1::2, 1::2]) / 4
