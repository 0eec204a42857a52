# Slips that do not meet each other: map transposed, bias per channel, size plus one inside.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_multi = 2
# points: test_output_size = 0.5
# misconception: test_conv2d: map transposed
# misconception: test_same: map transposed
# misconception: test_multi: bias added per channel
# misconception: test_output_size: off by one
# %% [conv2d]
# Columns outside, rows inside: the feature map comes out transposed.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    result = []
    for x in range(0, image.shape[1] - w + 1, stride):
        line = []
        for y in range(0, image.shape[0] - h + 1, stride):
            line.append((image[y : y + h, x : x + w] * kernel).sum())
        result.append(line)
    return np.array(result)
# %% [multi]
# Adds the bias to the map of every input channel, so it counts several times.
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    rows, cols = image.shape[0] - h + 1, image.shape[1] - w + 1
    result = np.zeros((rows, cols, c_out))
    for k in range(c_out):
        for channel in range(c_in):
            for r in range(rows):
                for c in range(cols):
                    patch = image[r : r + h, c : c + w, channel].astype(float)
                    result[r, c, k] += (patch * kernels[:, :, channel, k]).sum()
            result[:, :, k] += bias[k]
    return result
# %% [sizes]
# Adds the one before dividing by the stride.
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return -(-n // stride)
    return (n - k + 1) // stride


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
