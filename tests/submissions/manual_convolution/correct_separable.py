# The kernel is split into row and column filters by its singular values, each one runs through np.convolve.
# expect: full
# %% [conv2d]
def along(x, weights, axis):
    return np.apply_along_axis(np.convolve, axis, x, weights[::-1], mode="valid")


def conv2d(image, kernel, stride=1, padding="valid"):
    x = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        x = np.pad(x, [(t // 2, t - t // 2) for t in totals])
    columns, strengths, rows = np.linalg.svd(kernel.astype(float), full_matrices=False)
    parts = (s * along(along(x, columns[:, i], 0), rows[i], 1) for i, s in enumerate(strengths))
    return sum(parts)[::stride, ::stride]
