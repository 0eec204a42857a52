# lambda, partial and reduce instead of def and for.
# expect: full
# %% [by_hand]
from functools import partial, reduce
from itertools import product
from operator import add

entry = lambda r, c: reduce(add, (image[r + i, c + j] * kernel[i, j] for i, j in product(range(3), range(3))))
map_0_1, map_2_0, map_3_3 = entry(0, 1), entry(2, 0), entry(3, 3)
relu_0_1, relu_2_0 = map(lambda v: max(v, 0), (map_0_1, map_2_0))
pooled = [[max(0, *(entry(r + i, c + j) for i in (0, 1) for j in (0, 1))) for c in (0, 2)] for r in (0, 2)]
# %% [conv2d]
_pads = lambda n, k, s: (lambda t: (t // 2, t - t // 2))(max(((n - 1) // s) * s + k - n, 0))
_prepare = {
    "valid": lambda x, k, s: x,
    "same": lambda x, k, s: np.pad(x, tuple(map(partial(_pads, s=s), x.shape, k.shape))),
}
_correlate = lambda x, k, s: np.array(
    [
        [reduce(add, map(lambda ij: x[r + ij[0], c + ij[1]] * k[ij], np.ndindex(k.shape)), 0.0)
         for c in range(0, x.shape[1] - k.shape[1] + 1, s)]
        for r in range(0, x.shape[0] - k.shape[0] + 1, s)
    ]
)
conv2d = lambda image, kernel, stride=1, padding="valid": _correlate(
    _prepare[padding](image.astype(float), kernel, stride), kernel.astype(float), stride
)
# %% [relu]
relu = partial(np.maximum, 0)
# %% [pooling]
_pool = lambda reducer, x, window=2, stride=None: np.array(
    [
        [reducer(x[r : r + window, c : c + window]) for c in range(0, x.shape[1] - window + 1, stride or window)]
        for r in range(0, x.shape[0] - window + 1, stride or window)
    ]
)
max_pool2d = partial(_pool, np.max)
avg_pool2d = partial(_pool, np.average)
# %% [sizes]
output_size = lambda n, k, stride=1, padding="valid": {"valid": (n - k) // stride + 1, "same": -(-n // stride)}[padding]
parameter_count = lambda *sizes: reduce(lambda a, b: a * b, sizes) + sizes[-1]
