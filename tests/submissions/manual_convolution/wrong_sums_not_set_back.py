# The sums begin at 0 once, before all loops; np.vectorize takes the type of its first result; a stride of two.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_relu = 0.5
# points: test_max_pool = 0.5
# points: test_avg_pool = 0.5
# points: test_multi = 0.5
# misconception: test_conv2d: sum not set back
# misconception: test_same: sum not set back
# misconception: test_relu: integer truncation
# misconception: test_max_pool: stride of two by default
# misconception: test_avg_pool: stride of two by default
# misconception: test_multi: sum not set back
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
    total = 0
    for r in range(H):
        for c in range(W):
            for i in range(h):
                for j in range(w):
                    total += image[r*stride+i, c*stride+j]*kernel[i, j]
            out[r, c] = total
    return out
# %% [relu]
def relu(x):
    return np.vectorize(lambda v: v if v > 0 else 0)(x)
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    if stride is None: stride = 2
    return np.array([[x[r:r+window, c:c+window].max() for c in range(0, x.shape[1]-window+1, stride)] for r in range(0, x.shape[0]-window+1, stride)])
def avg_pool2d(x, window=2, stride=None):
    if stride is None: stride = 2
    return np.array([[x[r:r+window, c:c+window].mean() for c in range(0, x.shape[1]-window+1, stride)] for r in range(0, x.shape[0]-window+1, stride)])
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w = kernels.shape[:2]
    H, W = image.shape[0] - h + 1, image.shape[1] - w + 1
    out = np.zeros((H, W, kernels.shape[3]))
    total = np.zeros((H, W))
    for k in range(kernels.shape[3]):
        for c in range(image.shape[2]):
            for i in range(h):
                for j in range(w):
                    total += image[i : i + H, j : j + W, c] * kernels[i, j, c, k]
        total += bias[k]
        out[:, :, k] = total
    return out
