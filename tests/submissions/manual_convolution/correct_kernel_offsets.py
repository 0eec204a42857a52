# Loops over the few kernel entries and adds shifted images.
# expect: full
# %% [own_map]
my_map = sum(my_kernel[i, j] * my_image[i : i + 4, j : j + 4] for i in range(3) for j in range(3))
my_relu = my_map * (my_map >= 0)
my_pooled = np.maximum(
    np.maximum(my_relu[::2, ::2], my_relu[1::2, ::2]), np.maximum(my_relu[::2, 1::2], my_relu[1::2, 1::2])
)
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    h, w = kernel.shape
    if padding == "same":
        H, W = image.shape
        extra_h = max((-(-H // stride) - 1) * stride + h - H, 0)
        extra_w = max((-(-W // stride) - 1) * stride + w - W, 0)
        canvas = np.zeros((H + extra_h, W + extra_w))
        canvas[extra_h // 2 :, extra_w // 2 :][:H, :W] = image
    else:
        canvas = image.astype(np.float64)
    down = canvas.shape[0] - h + 1
    right = canvas.shape[1] - w + 1
    result = 0.0
    for i in range(h):
        for j in range(w):
            result = result + float(kernel[i, j]) * canvas[i : i + down : stride, j : j + right : stride]
    return result
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w = kernels.shape[:2]
    down, right = image.shape[0] - h + 1, image.shape[1] - w + 1
    result = np.zeros((down, right, kernels.shape[3])) + bias
    for i in range(h):
        for j in range(w):
            for channel in range(image.shape[2]):
                shifted = image[i : i + down, j : j + right, channel, None]
                result += shifted.astype(float) * kernels[i, j, channel]
    return result
