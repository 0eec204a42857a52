# Flat loops over preallocated arrays, written so that a compiler could take them.
# expect: full
# %% [conv2d]
def _correlate_into(out, img, ker, n_rows, n_cols, k_rows, k_cols, step, top, left):
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            acc = 0.0
            for i in range(k_rows):
                y = r * step + i - top
                if y < 0 or y >= n_rows:
                    continue
                for j in range(k_cols):
                    x = c * step + j - left
                    if x < 0 or x >= n_cols:
                        continue
                    acc += img[y * n_cols + x] * ker[i * k_cols + j]
            out[r, c] = acc


def conv2d(image, kernel, stride=1, padding="valid"):
    n_rows, n_cols = image.shape
    k_rows, k_cols = kernel.shape
    same = padding == "same"
    rows = (n_rows + stride - 1) // stride if same else (n_rows - k_rows + stride) // stride
    cols = (n_cols + stride - 1) // stride if same else (n_cols - k_cols + stride) // stride
    top = max((rows - 1) * stride + k_rows - n_rows, 0) // 2 if same else 0
    left = max((cols - 1) * stride + k_cols - n_cols, 0) // 2 if same else 0
    out = np.empty((rows, cols), dtype=np.float64)
    img = image.astype(np.float64).ravel()
    ker = kernel.astype(np.float64).ravel()
    _correlate_into(out, img, ker, n_rows, n_cols, k_rows, k_cols, stride, top, left)
    return out
# %% [relu]
def relu(x):
    flat = x.astype(np.float64).ravel()
    out = np.empty_like(flat)
    for i in range(flat.size):
        out[i] = flat[i] if flat[i] > 0.0 else 0.0
    return out.reshape(x.shape)
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    out = np.empty(((x.shape[0] - window) // step + 1, (x.shape[1] - window) // step + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            best = x[r * step, c * step]
            for i in range(window):
                for j in range(window):
                    if x[r * step + i, c * step + j] > best:
                        best = x[r * step + i, c * step + j]
            out[r, c] = best
    return out


def avg_pool2d(x, window=2, stride=None):
    step = window if stride is None else stride
    out = np.empty(((x.shape[0] - window) // step + 1, (x.shape[1] - window) // step + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            acc = 0.0
            for i in range(window):
                for j in range(window):
                    acc += x[r * step + i, c * step + j]
            out[r, c] = acc / (window * window)
    return out
