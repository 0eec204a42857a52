# Slips that do not meet each other: same rounded down, kernel axes swapped, relu leaky.
# points: test_conv2d = 3.5
# points: test_same = 1
# points: test_relu = 0.5
# points: test_multi = 1.5
# misconception: test_conv2d: integer overflow
# misconception: test_same: rounded down
# misconception: test_relu: leaky ReLU
# misconception: test_multi: kernel axes swapped
# %% [conv2d]
# n // stride in the rule for 'same', and everything in 16-bit integers.
def conv2d(image, kernel, stride=1, padding="valid"):
    if image.dtype.kind in "iu":
        image = image.astype(np.int16)
    h, w = kernel.shape
    if padding == "same":
        H, W = image.shape[0]//stride, image.shape[1]//stride
        b = []
        for n, k in zip(image.shape, kernel.shape):
            t = max((n//stride-1)*stride+k-n, 0)
            b.append((t//2, t-t//2))
        image = np.pad(image, b)
    else:
        H, W = (image.shape[0]-h)//stride+1, (image.shape[1]-w)//stride+1
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            out[r, c] = np.sum(image[r*stride:r*stride+h, c*stride:c*stride+w]*kernel)
    return out
# %% [relu]
# A leaky ReLU.
def relu(x):
    return np.where(x > 0, x, 0.01 * x)
# %% [multi]
# Reads the kernels as (height, width, out, in).
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    kernels = kernels.reshape(h, w, c_out, c_in)
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), (h, w), axis=(0, 1))
    return np.einsum("rcmij,ijnm->rcn", windows, kernels) + bias
