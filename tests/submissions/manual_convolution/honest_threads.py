# Uses a thread pool and leaves a thread running.
# expect: full
# %%
import threading
from concurrent.futures import ThreadPoolExecutor

never = threading.Event()
threading.Thread(target=never.wait, daemon=True).start()
# %% [pooling]
def _pool(how, x, window, stride):
    step = stride or window
    rows = range(0, x.shape[0] - window + 1, step)
    cols = range(0, x.shape[1] - window + 1, step)

    def one_row(r):
        return [how(x[r : r + window, c : c + window]) for c in cols]

    with ThreadPoolExecutor(2) as workers:
        return np.array(list(workers.map(one_row, rows)))


def max_pool2d(x, window=2, stride=None):
    return _pool(np.max, x, window, stride)


def avg_pool2d(x, window=2, stride=None):
    return _pool(np.mean, x, window, stride)
