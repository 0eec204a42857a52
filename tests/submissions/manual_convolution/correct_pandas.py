# pandas for the sums; the results are turned back to arrays.
# expect: full
# %% [own_map]
import pandas as pd

table = pd.DataFrame(my_image)
my_map = np.array(
    [[(table.iloc[r : r + 3, c : c + 3].to_numpy() * my_kernel).sum() for c in range(4)] for r in range(4)]
)
my_relu = pd.DataFrame(my_map).clip(lower=0).to_numpy()
my_pooled = pd.DataFrame(my_relu).groupby(np.array([0, 0, 1, 1])).max().T.groupby(np.array([0, 0, 1, 1])).max().T.to_numpy()
# %% [pooling]
def _rolled(x, window, stride, how):
    frame = pd.DataFrame(x.astype(float))
    rolled = frame.rolling(window).agg(how).T.rolling(window).agg(how).T
    step = window if stride is None else stride
    return rolled.to_numpy()[window - 1 :: step, window - 1 :: step]


def max_pool2d(x, window=2, stride=None):
    return _rolled(x, window, stride, "max")


def avg_pool2d(x, window=2, stride=None):
    return _rolled(x, window, stride, "mean")
