# Pure Python: nested lists in, nested lists out, no numpy call.
# expect: full
# %% [by_hand]
map_0_1 = 220 * -0.7 + 150 * 0.2 + 200 * 0.1 + 50 * 0.3 + 35 * 0.5 + 45 * 0.4 + 20 * -0.2 + 245 * -0.4 + 250 * 0.2
map_2_0 = 0 * -0.7 + 20 * 0.2 + 245 * 0.1 + 170 * 0.3 + 180 * 0.5 + 235 * 0.4 + 190 * -0.2 + 185 * -0.4 + 170 * 0.2
map_3_3 = 145 * -0.7 + 170 * 0.2 + 255 * 0.1 + 165 * 0.3 + 130 * 0.5 + 120 * 0.4 + 190 * -0.2 + 200 * -0.4 + 175 * 0.2
relu_0_1 = max(0, map_0_1)
relu_2_0 = max(0, map_2_0)
pooled = [[104.0, 224.0], [217.5, 52.5]]
# %% [own_map]
def by_hand_map(pixels, weights):
    return [
        [sum(pixels[r + i][c + j] * weights[i][j] for i in range(3) for j in range(3)) for c in range(4)]
        for r in range(4)
    ]


my_map = by_hand_map(my_image.tolist(), my_kernel.tolist())
my_relu = [[max(0, value) for value in row] for row in my_map]
my_pooled = [[max(my_relu[r][c : c + 2] + my_relu[r + 1][c : c + 2]) for c in (0, 2)] for r in (0, 2)]
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.tolist(), kernel.tolist()
    height, width, h, w = len(image), len(image[0]), len(kernel), len(kernel[0])
    top = left = bottom = right = 0
    if padding == "same":
        tall = max(((height - 1) // stride) * stride + h - height, 0)
        wide = max(((width - 1) // stride) * stride + w - width, 0)
        top, left = tall // 2, wide // 2
        bottom, right = tall - top, wide - left
    empty = [0] * (left + width + right)
    padded = [empty for _ in range(top)]
    padded += [[0] * left + row + [0] * right for row in image]
    padded += [empty for _ in range(bottom)]
    result = []
    for r in range(0, len(padded) - h + 1, stride):
        line = []
        for c in range(0, len(padded[0]) - w + 1, stride):
            line.append(sum(padded[r + i][c + j] * kernel[i][j] for i in range(h) for j in range(w)))
        result.append(line)
    return result
# %% [relu]
def relu(x):
    def clip(value):
        return [clip(part) for part in value] if isinstance(value, list) else max(value, 0)

    return clip(x.tolist())
# %% [pooling]
def pool(x, window, stride, how):
    x = x.tolist()
    stride = stride or window
    return [
        [
            how([x[r + i][c + j] for i in range(window) for j in range(window)])
            for c in range(0, len(x[0]) - window + 1, stride)
        ]
        for r in range(0, len(x) - window + 1, stride)
    ]


def max_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, max)


def avg_pool2d(x, window=2, stride=None):
    return pool(x, window, stride, lambda values: sum(values) / len(values))
# %% [multi]
def conv2d_multi(image, kernels, bias):
    image, kernels, bias = image.tolist(), kernels.tolist(), bias.tolist()
    h, w = len(kernels), len(kernels[0])
    c_in, c_out = len(kernels[0][0]), len(kernels[0][0][0])
    return [
        [
            [
                bias[n]
                + sum(
                    image[r + i][c + j][m] * kernels[i][j][m][n]
                    for i in range(h)
                    for j in range(w)
                    for m in range(c_in)
                )
                for n in range(c_out)
            ]
            for c in range(len(image[0]) - w + 1)
        ]
        for r in range(len(image) - h + 1)
    ]
# %% [curve]
response_curve = sum(a * b for p, k in zip(curve_patch.tolist(), curve_kernel.tolist()) for a, b in zip(p, k))
response_other = sum(a * b for p, k in zip(other_patch.tolist(), curve_kernel.tolist()) for a, b in zip(p, k))


def find_curve(image, kernel):
    responses = conv2d(image, kernel)
    places = [(r, c) for r in range(len(responses)) for c in range(len(responses[0]))]
    return max(places, key=lambda place: responses[place[0]][place[1]])
