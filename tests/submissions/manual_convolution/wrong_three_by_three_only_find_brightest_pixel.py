# Slips that do not meet each other: three by three only, find brightest pixel, by hand overlapping pooling.
# points: test_by_hand = 1.5
# points: test_conv2d = 0
# points: test_same = 0
# points: test_curve = 0.5
# misconception: test_curve: brightest pixel
# %% [by_hand]
# The pooling window moves one pixel at a time, so a 3x3 map comes out.
map_0_1, map_2_0, map_3_3 = -105.5, 185.5, 37.5
relu_0_1, relu_2_0 = 0, 185.5
pooled = [[104, 224, 224], [217.5, 224, 224], [217.5, 217.5, 52.5]]
# %% [conv2d]
# Loops over three rows and columns, whatever the kernel's size is.
def conv2d(image, kernel, stride=1, padding="valid"):
    if padding == "same":
        image = np.pad(image, 1)
    result = np.zeros(((image.shape[0] - 3) // stride + 1, (image.shape[1] - 3) // stride + 1))
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            for i in range(3):
                for j in range(3):
                    result[r, c] += image[r * stride + i, c * stride + j] * kernel[i, j]
    return result
# %% [curve]
# Looks for the brightest pixel of the image, the kernel is not used.
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    return np.unravel_index(np.argmax(image), image.shape)
