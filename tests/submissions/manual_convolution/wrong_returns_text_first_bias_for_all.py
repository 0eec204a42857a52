# Slips that do not meet each other: returns text, first bias for all, relu absolute value.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_relu = 0.5
# points: test_multi = 2
# misconception: test_relu: absolute value for ReLU
# misconception: test_multi: one bias for all kernels
# %% [conv2d]
# Gives the map back as text.
def conv2d(image, kernel, stride=1, padding="valid"):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return str((windows * kernel).sum(axis=(2, 3)))
# %% [relu]
# ReLU as the absolute value.
def relu(x):
    return np.abs(x.astype(float))
# %% [multi]
# All output channels get the first bias.
def conv2d_multi(image, kernels, bias):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernels.shape[:2], axis=(0, 1))
    return np.einsum("rcmij,ijmn->rcn", windows, kernels) + bias[0]
