# = instead of +=; x[rows][columns] cuts the rows twice; round() for the size; the bias as a factor.
# points: test_conv2d = 0.5
# points: test_same = 0
# points: test_max_pool = 0
# points: test_avg_pool = 0
# points: test_multi = 0.5
# points: test_output_size = 0.5
# misconception: test_conv2d: last product only
# misconception: test_same: last product only
# misconception: test_max_pool: rows cut twice
# misconception: test_avg_pool: rows cut twice
# misconception: test_multi: bias multiplied
# misconception: test_output_size: rounded to the nearest
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
            for i in range(h):
                for j in range(w):
                    out[r, c] = image[r*stride+i, c*stride+j]*kernel[i, j]
    return out
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    s = stride or window
    return np.array([[x[r:r+window][c:c+window].max() for c in range(0, x.shape[1]-window+1, s)] for r in range(0, x.shape[0]-window+1, s)])
def avg_pool2d(x, window=2, stride=None):
    s = stride or window
    return np.array([[x[r:r+window][c:c+window].mean() for c in range(0, x.shape[1]-window+1, s)] for r in range(0, x.shape[0]-window+1, s)])
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w = kernels.shape[:2]
    windows = np.lib.stride_tricks.sliding_window_view(image, (h, w), axis=(0, 1))
    return np.einsum("rcaij,ijak->rck", windows, kernels) * bias
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return -(-n // stride)
    return round((n - k) / stride) + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out + c_out
