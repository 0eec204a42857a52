# 'same' taken at its word for every stride; the first of each window, the median for the mean; a list as a default.
# points: test_same = 1
# points: test_relu = 0
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_same: size of the image kept
# misconception: test_relu: not the same twice
# misconception: test_max_pool: first number of each window
# misconception: test_avg_pool: median for mean
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = image.astype(float), kernel.astype(float)
    h, w = kernel.shape
    if padding == "same":
        b = []
        for n, k in zip(image.shape, kernel.shape):
            t = max((n-1)*stride+k-n, 0)
            b.append((t//2, t-t//2))
        image = np.pad(image, b)
    H, W = (image.shape[0]-h)//stride+1, (image.shape[1]-w)//stride+1
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            out[r, c] = np.sum(image[r*stride:r*stride+h, c*stride:c*stride+w]*kernel)
    return out
# %% [relu]
def relu(x, out=[]):
    for v in x:
        out.append(max(v, 0))
    return out
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    s = stride or window
    return x[:x.shape[0]-window+1:s, :x.shape[1]-window+1:s]
def avg_pool2d(x, window=2, stride=None):
    s = stride or window
    return np.array([[np.median(x[r:r+window, c:c+window]) for c in range(0, x.shape[1]-window+1, s)] for r in range(0, x.shape[0]-window+1, s)])
