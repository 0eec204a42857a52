# Everything in single precision, as the networks do it.
# expect: full
# %% [by_hand]
map_0_1 = np.float32(-105.5)
map_2_0 = np.float32(185.5)
map_3_3 = np.float32(37.5)
relu_0_1 = np.float32(0)
relu_2_0 = np.float32(185.5)
pooled = np.array([[104, 224], [217.5, 52.5]], dtype=np.float32)
# %% [own_map]
img32, ker32 = my_image.astype(np.float32), my_kernel.astype(np.float32)
my_map = np.zeros((4, 4), np.float32)
for r in range(4):
    for c in range(4):
        my_map[r, c] = np.vdot(img32[r : r + 3, c : c + 3], ker32)
my_relu = np.fmax(my_map, np.float32(0))
my_pooled = np.maximum.reduceat(np.maximum.reduceat(my_relu, [0, 2], axis=0), [0, 2], axis=1)
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(np.float32)
    kernel = kernel.astype(np.float32)
    h, w = kernel.shape
    if padding == "same":
        missing = [
            max((int(np.ceil(n / stride)) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)
        ]
        image = np.pad(image, [(m // 2, (m + 1) // 2) for m in missing])
    rows = (image.shape[0] - h) // stride + 1
    cols = (image.shape[1] - w) // stride + 1
    out = np.empty((rows, cols), dtype=np.float32)
    for r, c in np.ndindex(rows, cols):
        out[r, c] = np.vdot(image[r * stride :, c * stride :][:h, :w], kernel)
    return out
# %% [relu]
def relu(x):
    return np.clip(x.astype(np.float32), 0, np.inf)
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    stride = stride or window
    rows, cols = [(n - window) // stride + 1 for n in x.shape]
    out = np.full((rows, cols), -np.inf, dtype=np.float32)
    for i, j in np.ndindex(window, window):
        np.maximum(out, x[i:, j:][: (rows - 1) * stride + 1 : stride, : (cols - 1) * stride + 1 : stride], out=out)
    return out


def avg_pool2d(x, window=2, stride=None):
    stride = stride or window
    rows, cols = [(n - window) // stride + 1 for n in x.shape]
    out = np.zeros((rows, cols), dtype=np.float32)
    for i, j in np.ndindex(window, window):
        out += x[i:, j:][: (rows - 1) * stride + 1 : stride, : (cols - 1) * stride + 1 : stride].astype(np.float32)
    return out / np.float32(window * window)
# %% [multi]
def conv2d_multi(image, kernels, bias):
    image, kernels = image.astype(np.float32), kernels.astype(np.float32)
    h, w, c_in, c_out = kernels.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1, c_out), np.float32)
    for i, j in np.ndindex(h, w):
        out += image[i : i + out.shape[0], j : j + out.shape[1]] @ kernels[i, j]
    return out + bias.astype(np.float32)
