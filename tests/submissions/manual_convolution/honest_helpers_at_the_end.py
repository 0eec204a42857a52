# The helper functions stand in the last cell of the notebook.
# expect: full
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    return slide_over(with_border(image, kernel, stride, padding), kernel, stride)
# %% [test_curve] keep
# %% [markdown]
## My helper functions
# %%
def with_border(image, kernel, stride, padding):
    image = np.asarray(image, dtype=float)
    if padding == "valid":
        return image
    totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
    return np.pad(image, [(t // 2, t - t // 2) for t in totals])


def slide_over(image, kernel, stride):
    h, w = kernel.shape
    rows = range(0, image.shape[0] - h + 1, stride)
    cols = range(0, image.shape[1] - w + 1, stride)
    return np.array([[(image[r : r + h, c : c + w] * kernel).sum() for c in cols] for r in rows])
