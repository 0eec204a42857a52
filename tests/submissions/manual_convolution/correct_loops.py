# Plain nested loops over every output pixel, numbers worked out by hand.
# expect: full
# %% [by_hand]
map_0_1 = -105.5
map_2_0 = 185.5
map_3_3 = 37.5
relu_0_1 = 0
relu_2_0 = 185.5
pooled = [[104, 224], [217.5, 52.5]]
# %% [slide]
slide_mistake = "transposed"
# %% [own_map]
my_map = np.zeros((4, 4))
for r in range(4):
    for c in range(4):
        total = 0
        for i in range(3):
            for j in range(3):
                total += my_image[r + i, c + j] * my_kernel[i, j]
        my_map[r, c] = total
my_relu = np.where(my_map > 0, my_map, 0)
my_pooled = np.zeros((2, 2))
for r in range(2):
    for c in range(2):
        my_pooled[r, c] = max(
            my_relu[2 * r, 2 * c], my_relu[2 * r, 2 * c + 1], my_relu[2 * r + 1, 2 * c], my_relu[2 * r + 1, 2 * c + 1]
        )
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    height, width = image.shape
    h, w = kernel.shape
    if padding == "same":
        out_height = int(np.ceil(height / stride))
        out_width = int(np.ceil(width / stride))
        rows = max((out_height - 1) * stride + h - height, 0)
        cols = max((out_width - 1) * stride + w - width, 0)
        top, left = rows // 2, cols // 2
    else:
        out_height = (height - h) // stride + 1
        out_width = (width - w) // stride + 1
        top = left = 0
    result = np.zeros((out_height, out_width))
    for r in range(out_height):
        for c in range(out_width):
            for i in range(h):
                for j in range(w):
                    y = r * stride + i - top
                    x = c * stride + j - left
                    if 0 <= y < height and 0 <= x < width:
                        result[r, c] += float(image[y, x]) * float(kernel[i, j])
    return result
# %% [relu]
def relu(x):
    result = np.array(x, dtype=float)
    for index in np.ndindex(result.shape):
        if result[index] < 0:
            result[index] = 0
    return result
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    if stride is None:
        stride = window
    rows = (x.shape[0] - window) // stride + 1
    cols = (x.shape[1] - window) // stride + 1
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            result[r, c] = x[r * stride : r * stride + window, c * stride : c * stride + window].max()
    return result


def avg_pool2d(x, window=2, stride=None):
    if stride is None:
        stride = window
    rows = (x.shape[0] - window) // stride + 1
    cols = (x.shape[1] - window) // stride + 1
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            result[r, c] = x[r * stride : r * stride + window, c * stride : c * stride + window].mean()
    return result
# %% [multi]
def conv2d_multi(image, kernels, bias):
    height, width, channels_in = image.shape
    h, w, _, channels_out = kernels.shape
    result = np.zeros((height - h + 1, width - w + 1, channels_out))
    for k in range(channels_out):
        for r in range(height - h + 1):
            for c in range(width - w + 1):
                total = bias[k]
                for channel in range(channels_in):
                    patch = image[r : r + h, c : c + w, channel].astype(float)
                    total = total + (patch * kernels[:, :, channel, k]).sum()
                result[r, c, k] = total
    return result
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    count = 0
    position = 0
    if padding == "same":
        k = 1
    while position + k <= n:
        count += 1
        position += stride
    return count


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
# %% [curve]
response_curve = 6600
response_other = 0


def find_curve(image, kernel):
    best, where = None, None
    for r in range(image.shape[0] - kernel.shape[0] + 1):
        for c in range(image.shape[1] - kernel.shape[1] + 1):
            patch = image[r : r + kernel.shape[0], c : c + kernel.shape[1]].astype(float)
            response = (patch * kernel).sum()
            if best is None or response > best:
                best, where = response, (r, c)
    return where
