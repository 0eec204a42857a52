# Every stub is replaced by pass, so all functions give None.
# base: release
# points: all = 0
# misconception: test_conv2d: no return
# misconception: test_curve: no return
# %% [by_hand]
pass
# %% [slide]
slide_mistake = ""
# %% [own_map]
pass
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    pass
# %% [relu]
def relu(x):
    pass
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    pass


def avg_pool2d(x, window=2, stride=None):
    pass
# %% [multi]
def conv2d_multi(image, kernels, bias):
    pass
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    pass


def parameter_count(h, w, c_in, c_out):
    pass
# %% [curve]
def find_curve(image, kernel):
    pass
