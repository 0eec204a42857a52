# Did the code only for stride 1 without padding, the easy functions, and nothing by hand.
# base: release
# points: all = 0
# points: test_conv2d = 3
# points: test_relu = 1
# points: test_max_pool = 1
# points: test_parameters = 0.5
# %% [conv2d]
def conv2d(image, kernel):
    h, w = kernel.shape
    rows, cols = image.shape[0] - h + 1, image.shape[1] - w + 1
    return np.array([
        [(image[r : r + h, c : c + w].astype(float) * kernel.astype(float)).sum() for c in range(cols)]
        for r in range(rows)
    ])
# %% [relu]
def relu(x):
    return np.maximum(x, 0)
# %% [pooling]
def max_pool2d(x, window=2):
    rows, cols = x.shape[0] // window, x.shape[1] // window
    return x[: rows * window, : cols * window].reshape(rows, window, cols, window).max(axis=(1, 3))
# %% [sizes]
def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
