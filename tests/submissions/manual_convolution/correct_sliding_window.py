# numpy's sliding_window_view for all windows, no loop.
# expect: full
# %% [by_hand]
from numpy.lib.stride_tricks import sliding_window_view

feature_map = (sliding_window_view(image, kernel.shape) * kernel).sum(axis=(-1, -2))
map_0_1 = feature_map[0, 1]
map_2_0 = feature_map[2, 0]
map_3_3 = feature_map[3, 3]
relu_0_1 = np.clip(feature_map, 0, None)[0, 1]
relu_2_0 = np.clip(feature_map, 0, None)[2, 0]
pooled = sliding_window_view(feature_map.clip(min=0), (2, 2))[::2, ::2].max(axis=(2, 3))
# %% [own_map]
my_map = (sliding_window_view(my_image, my_kernel.shape) * my_kernel).sum(axis=(-1, -2))
my_relu = my_map.clip(min=0)
my_pooled = sliding_window_view(my_relu, (2, 2))[::2, ::2].max(axis=(2, 3))
# %% [conv2d]
def same_padding(n, k, stride):
    total = max((-(-n // stride) - 1) * stride + k - n, 0)
    return total // 2, total - total // 2


def conv2d(image, kernel, stride=1, padding="valid"):
    x = np.asarray(image, dtype=np.float64)
    if padding == "same":
        x = np.pad(x, [same_padding(n, k, stride) for n, k in zip(x.shape, kernel.shape)])
    windows = sliding_window_view(x, kernel.shape)[::stride, ::stride]
    return np.tensordot(windows, kernel.astype(np.float64), axes=2)
# %% [relu]
def relu(x):
    return np.maximum(x, 0)
# %% [pooling]
def pool_windows(x, window, stride):
    step = window if stride is None else stride
    return sliding_window_view(x, (window, window))[::step, ::step]


def max_pool2d(x, window=2, stride=None):
    return pool_windows(x, window, stride).max(axis=(2, 3))


def avg_pool2d(x, window=2, stride=None):
    return pool_windows(x, window, stride).mean(axis=(2, 3))
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) + bias
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    positions = np.arange(n if padding == "same" else n - k + 1)
    return positions[::stride].size


def parameter_count(h, w, c_in, c_out):
    return np.prod([h, w, c_in, c_out]) + c_out
# %% [curve]
response_curve = np.sum(curve_kernel * curve_patch)
response_other = np.sum(curve_kernel * other_patch)


def find_curve(image, kernel):
    responses = np.tensordot(sliding_window_view(image.astype(float), kernel.shape), kernel, axes=2)
    return np.unravel_index(responses.argmax(), responses.shape)
