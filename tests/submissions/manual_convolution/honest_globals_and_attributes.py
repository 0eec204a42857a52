# Global counters, function attributes and caches between calls.
# expect: full
# %% [relu]
calls = 0
history = []


def relu(x):
    global calls
    calls += 1
    history.append(np.shape(x))
    relu.last = np.maximum(x, 0)
    return relu.last
# %% [pooling]
from functools import lru_cache


@lru_cache(maxsize=None)
def starts(n, window, step):
    return tuple(range(0, n - window + 1, step))


def max_pool2d(x, window=2, stride=None):
    step = stride or window
    max_pool2d.calls = getattr(max_pool2d, "calls", 0) + 1
    return np.array([
        [x[r : r + window, c : c + window].max() for c in starts(x.shape[1], window, step)]
        for r in starts(x.shape[0], window, step)
    ])


def avg_pool2d(x, window=2, stride=None):
    step = stride or window
    return np.array([
        [x[r : r + window, c : c + window].mean() for c in starts(x.shape[1], window, step)]
        for r in starts(x.shape[0], window, step)
    ])
