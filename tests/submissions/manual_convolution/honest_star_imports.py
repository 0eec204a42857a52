# Star imports that hide built-in functions, and short names for everything.
# expect: full
# %%
from math import *

from numpy import *
from numpy.lib.stride_tricks import *
from numpy.random import *
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    x = array(image, dtype=float64)
    if padding == "same":
        extra = [maximum((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(shape(image), shape(kernel))]
        x = pad(x, [(e // 2, e - e // 2) for e in extra])
    return einsum("rcij,ij->rc", sliding_window_view(x, shape(kernel))[::stride, ::stride], kernel)
# %% [relu]
def relu(x):
    return maximum(x, 0)
# %% [multi]
def conv2d_multi(image, kernels, bias):
    windows = sliding_window_view(array(image, dtype=float64), shape(kernels)[:2], axis=(0, 1))
    return einsum("rcmij,ijmn->rcn", windows, kernels) + bias
