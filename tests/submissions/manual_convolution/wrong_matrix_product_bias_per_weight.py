# Slips that do not meet each other: matrix product, bias per weight, size rounded up.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_multi = 2
# points: test_output_size = 0.5
# misconception: test_conv2d: matrix product
# misconception: test_multi: bias added per weight
# misconception: test_output_size: rounded up
# %% [conv2d]
# Uses the matrix product of patch and kernel instead of the product element by element.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[np.sum(image[r : r + h, c : c + w] @ kernel.T) for c in cols] for r in rows])
# %% [multi]
# The bias is added to every product before the sum.
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    result = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1, c_out))
    for k in range(c_out):
        for r in range(result.shape[0]):
            for c in range(result.shape[1]):
                result[r, c, k] = np.sum(image[r : r + h, c : c + w].astype(float) * kernels[..., k] + bias[k])
    return result
# %% [sizes]
# Rounds the number of places up, so an incomplete one counts.
import math


def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return math.ceil(n / stride)
    return math.ceil((n - k) / stride) + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
