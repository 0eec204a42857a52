# Patches by index arrays, all sums by einsum.
# expect: full
# %% [by_hand]
rows = np.arange(4)[:, None] + np.arange(3)
result = np.einsum("rcij,ij->rc", image[rows[:, None, :, None], rows[None, :, None, :]], kernel)
map_0_1, map_2_0, map_3_3 = result[0, 1], result[2, 0], result[3, 3]
relu_0_1, relu_2_0 = max(0, map_0_1), max(0, map_2_0)
pooled = np.maximum(result, 0).reshape(2, 2, 2, 2).max(axis=(1, 3))
# %% [own_map]
my_map = np.einsum("rcij,ij->rc", my_image[rows[:, None, :, None], rows[None, :, None, :]], my_kernel)
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
# %% [conv2d]
def gather(x, h, w, step):
    r = np.arange(0, x.shape[0] - h + 1, step)[:, None] + np.arange(h)[None, :]
    c = np.arange(0, x.shape[1] - w + 1, step)[:, None] + np.arange(w)[None, :]
    return x[r[:, None, :, None], c[None, :, None, :]]


def conv2d(image, kernel, stride=1, padding="valid"):
    (H, W), (h, w) = image.shape, kernel.shape
    if padding == "same":
        ph = max((-(H // -stride) - 1) * stride + h - H, 0)
        pw = max((-(W // -stride) - 1) * stride + w - W, 0)
        image = np.pad(image, ((ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2)))
    return np.einsum("abij,ij->ab", gather(image.astype("f8"), h, w, stride), kernel.astype("f8"))
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    return np.amax(gather(x, window, window, stride or window), axis=(-2, -1))


def avg_pool2d(x, window=2, stride=None):
    patches = gather(x.astype("f8"), window, window, stride or window)
    return np.einsum("abij->ab", patches) / window**2
# %% [multi]
def conv2d_multi(image, kernels, bias):
    patches = gather(image.astype("f8"), kernels.shape[0], kernels.shape[1], 1)
    return np.einsum("abijm,ijmn->abn", patches, kernels.astype("f8")) + bias[None, None, :]
