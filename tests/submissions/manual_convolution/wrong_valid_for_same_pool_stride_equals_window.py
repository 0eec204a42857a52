# Slips that do not meet each other: valid for same, pool stride equals window, by hand slip.
# points: test_by_hand = 0.5
# points: test_same = 0
# points: test_max_pool = 1
# points: test_avg_pool = 0.5
# misconception: test_same: 'valid' for 'same'
# misconception: test_max_pool: stride equals window
# misconception: test_avg_pool: stride equals window
# %% [by_hand]
# One slip of the pencil in one entry, carried on to ReLU.
map_0_1 = -105.5
map_2_0 = 189.5
map_3_3 = 37.5
relu_0_1 = 0
relu_2_0 = 189.5
pooled = [[104, 224], [217.5, 52.5]]
# %% [conv2d]
# The parameter padding is never looked at.
def conv2d(image, kernel, stride=1, padding="valid"):
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    result = np.zeros((len(rows), len(cols)))
    for i, r in enumerate(rows):
        for j, c in enumerate(cols):
            result[i, j] = (image[r : r + h, c : c + w].astype(float) * kernel.astype(float)).sum()
    return result
# %% [pooling]
# The parameter stride of both pooling functions is never looked at.
def _blocks(x, window):
    rows, cols = x.shape[0] // window, x.shape[1] // window
    return x[: rows * window, : cols * window].reshape(rows, window, cols, window)


def max_pool2d(x, window=2, stride=None):
    return _blocks(x, window).max(axis=(1, 3))


def avg_pool2d(x, window=2, stride=None):
    return _blocks(x, window).mean(axis=(1, 3))
