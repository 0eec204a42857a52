# Slips that do not meet each other: kernel changed in place, max starts at zero, find flat index, slide copied.
# points: test_by_hand = 0
# points: test_conv2d = 3.5
# points: test_max_pool = 0.5
# points: test_curve = 0.5
# misconception: test_by_hand: map transposed
# misconception: test_conv2d: input changed in place
# misconception: test_max_pool: max starts at zero
# misconception: test_curve: flat index
# %% [by_hand]
# Takes the numbers from the printed slide, whose map is transposed.
map_0_1 = -105.5
map_2_0 = -44.0
map_3_3 = 37.5
relu_0_1 = 0
relu_2_0 = 0
pooled = [[104.0, 217.5], [224.0, 52.5]]
# %% [conv2d]
# Turns the kernel around in place so that scipy's convolution gives the right numbers.
from scipy.signal import convolve2d


def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    kernel[:] = kernel[::-1, ::-1].copy()
    return convolve2d(image, kernel.astype(float), mode="valid")[::stride, ::stride]
# %% [pooling]
# The search for the maximum starts at zero, so negative windows give 0.
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    result = np.zeros(((x.shape[0] - window) // step + 1, (x.shape[1] - window) // step + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            for i in range(window):
                for j in range(window):
                    if x[r * step + i, c * step + j] > result[r, c]:
                        result[r, c] = x[r * step + i, c * step + j]
    return result


def avg_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    result = np.zeros(((x.shape[0] - window) // step + 1, (x.shape[1] - window) // step + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            result[r, c] = x[r * step : r * step + window, c * step : c * step + window].mean()
    return result
# %% [curve]
# Gives the position in the flattened map, one number.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.argmax((windows * kernel).sum(axis=(2, 3)))
