# Generators and recursion, tuples as results.
# expect: full
# %% [conv2d]
def positions(n, k, stride, padding):
    """First index of every window along one axis; negative ones lie in the padding."""
    if padding == "valid":
        yield from range(0, n - k + 1, stride)
    else:
        count = -(-n // stride)
        start = -(max((count - 1) * stride + k - n, 0) // 2)
        yield from range(start, start + count * stride, stride)


def inside(index, n):
    return 0 <= index < n


def products(image, kernel, top, left):
    for (i, j), weight in np.ndenumerate(kernel):
        if inside(top + i, image.shape[0]) and inside(left + j, image.shape[1]):
            yield float(image[top + i, left + j]) * float(weight)


def add_up(numbers):
    """Recursive sum that halves the list, so the recursion stays flat."""
    if len(numbers) < 3:
        return sum(numbers)
    middle = len(numbers) // 2
    return add_up(numbers[:middle]) + add_up(numbers[middle:])


def conv2d(image, kernel, stride=1, padding="valid"):
    return tuple(
        tuple(
            add_up(list(products(image, kernel, top, left)))
            for left in positions(image.shape[1], kernel.shape[1], stride, padding)
        )
        for top in positions(image.shape[0], kernel.shape[0], stride, padding)
    )
# %% [relu]
def relu(x):
    if np.ndim(x) == 0:
        return x if x > 0 else 0
    return [relu(part) for part in x]
# %% [pooling]
def blocks(x, window, stride):
    for top in range(0, x.shape[0] - window + 1, stride):
        yield (x[top : top + window, left : left + window] for left in range(0, x.shape[1] - window + 1, stride))


def max_pool2d(x, window=2, stride=None):
    return [[block.max() for block in row] for row in blocks(x, window, stride or window)]


def avg_pool2d(x, window=2, stride=None):
    return [[block.mean() for block in row] for row in blocks(x, window, stride or window)]
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return 0 if n <= 0 else 1 + output_size(n - stride, k, stride, padding)
    return 0 if n < k else 1 + output_size(n - stride, k, stride, padding)


def parameter_count(h, w, c_in, c_out):
    return sum(h * w * c_in + 1 for _ in range(c_out))
