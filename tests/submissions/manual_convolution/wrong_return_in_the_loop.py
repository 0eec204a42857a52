# return stands inside the loop over rows; window and stride exchanged; (abs(x) + x) / 2 in the type of the input.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_relu = 0.5
# points: test_max_pool = 1
# points: test_avg_pool = 0.5
# points: test_output_size = 0.5
# misconception: test_conv2d: return inside the loop
# misconception: test_same: return inside the loop
# misconception: test_relu: integer overflow
# misconception: test_max_pool: window and stride exchanged
# misconception: test_avg_pool: window and stride exchanged
# misconception: test_output_size: same padding on both sides
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    if padding == "same":
        b = []
        for n, k in zip(image.shape, kernel.shape):
            t = max((-(-n//stride)-1)*stride+k-n, 0)
            b.append((t//2, t-t//2))
        image = np.pad(image, b)
    H, W = (image.shape[0]-h)//stride+1, (image.shape[1]-w)//stride+1
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            out[r, c] = np.sum(image[r*stride:r*stride+h, c*stride:c*stride+w]*kernel)
        return out
# %% [relu]
def relu(x):
    return (np.abs(x) + x) / 2
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    stride = stride or window
    return np.array([[x[r:r+stride, c:c+stride].max() for c in range(0, x.shape[1]-stride+1, window)] for r in range(0, x.shape[0]-stride+1, window)])
def avg_pool2d(x, window=2, stride=None):
    stride = stride or window
    return np.array([[x[r:r+stride, c:c+stride].mean() for c in range(0, x.shape[1]-stride+1, window)] for r in range(0, x.shape[0]-stride+1, window)])
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    p = k // 2 if padding == "same" else 0
    return (n + 2 * p - k) // stride + 1
def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
