# Slips that do not meet each other: stride one direction, find brightest patch, by hand mean.
# points: test_by_hand = 1.5
# points: test_conv2d = 3
# points: test_same = 1
# points: test_curve = 0.5
# misconception: test_by_hand: mean for max
# misconception: test_conv2d: stride in one direction only
# misconception: test_curve: brightest patch
# %% [by_hand]
# Average pooling instead of max pooling.
map_0_1, map_2_0, map_3_3 = -105.5, 185.5, 37.5
relu_0_1, relu_2_0 = 0, 185.5
pooled = [[(32.5 + 0 + 0 + 104) / 4, (0 + 0 + 224 + 213.5) / 4], [(185.5 + 217.5 + 54 + 31) / 4, (38.5 + 52.5 + 37.5) / 4]]
# %% [conv2d]
# The stride moves the kernel to the right, but down it goes one row at a time.
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    if padding == "same":
        wide = max((-(-image.shape[1] // stride) - 1) * stride + w - image.shape[1], 0)
        image = np.pad(image, [((h - 1) // 2, h // 2), (wide // 2, wide - wide // 2)])
    result = []
    for r in range(image.shape[0] - h + 1):
        result.append([])
        for c in range(0, image.shape[1] - w + 1, stride):
            result[-1].append((image[r : r + h, c : c + w] * kernel).sum())
    return result
# %% [curve]
# Looks for the patch with the largest sum of pixels.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    brightness = windows.sum(axis=(2, 3))
    return np.unravel_index(brightness.argmax(), brightness.shape)
