# keras.ops in double precision.
# expect: full
# %% [conv2d]
from keras import ops


def conv2d(image, kernel, stride=1, padding="valid"):
    x = ops.convert_to_tensor(image.astype("float64").reshape(1, *image.shape, 1))
    k = ops.convert_to_tensor(kernel.astype("float64").reshape(*kernel.shape, 1, 1))
    return ops.convert_to_numpy(ops.conv(x, k, strides=stride, padding=padding))[0, ..., 0]
# %% [relu]
def relu(x):
    return ops.convert_to_numpy(ops.maximum(x, 0))
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    x = x.astype("float64").reshape(1, *x.shape, 1)
    return ops.convert_to_numpy(ops.max_pool(x, window, strides=stride, padding="valid"))[0, ..., 0]


def avg_pool2d(x, window=2, stride=None):
    x = x.astype("float64").reshape(1, *x.shape, 1)
    return ops.convert_to_numpy(ops.average_pool(x, window, strides=stride, padding="valid"))[0, ..., 0]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    z = ops.conv(image[None].astype("float64"), kernels.astype("float64"), padding="valid")
    return np.asarray(z)[0] + bias
