# A class per layer; the asked functions only wrap them.
# expect: full
# %% [conv2d]
from dataclasses import dataclass


@dataclass
class Convolution:
    kernel: np.ndarray
    stride: int = 1
    padding: str = "valid"

    def pad(self, image):
        if self.padding == "valid":
            return image
        widths = []
        for n, k in zip(image.shape, self.kernel.shape):
            out = (n + self.stride - 1) // self.stride
            total = max(0, (out - 1) * self.stride + k - n)
            widths.append((total // 2, total - total // 2))
        return np.pad(image, widths, constant_values=0)

    def __call__(self, image):
        image = self.pad(image.astype(float))
        h, w = self.kernel.shape
        return np.array(
            [
                [self.respond(image[r : r + h, c : c + w]) for c in range(0, image.shape[1] - w + 1, self.stride)]
                for r in range(0, image.shape[0] - h + 1, self.stride)
            ]
        )

    def respond(self, patch):
        return np.multiply(patch, self.kernel).sum()


def conv2d(image, kernel, stride=1, padding="valid"):
    return Convolution(kernel, stride, padding)(image)
# %% [relu]
class ReLU:
    def __call__(self, x):
        return np.where(np.less(x, 0), 0, x)


relu = ReLU()
# %% [pooling]
class Pool:
    reduce = None

    def __init__(self, window, stride):
        self.window = window
        self.stride = window if stride is None else stride

    def __call__(self, x):
        tops = range(0, x.shape[0] - self.window + 1, self.stride)
        lefts = range(0, x.shape[1] - self.window + 1, self.stride)
        return [[self.reduce(x[t : t + self.window, l : l + self.window]) for l in lefts] for t in tops]


class MaxPool(Pool):
    reduce = staticmethod(np.max)


class AvgPool(Pool):
    reduce = staticmethod(np.mean)


def max_pool2d(x, window=2, stride=None):
    return MaxPool(window, stride)(x)


def avg_pool2d(x, window=2, stride=None):
    return AvgPool(window, stride)(x)
