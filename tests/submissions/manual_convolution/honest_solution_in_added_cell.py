# Solution cells deleted by mistake, the functions written in new cells.
# expect: full
# %% [relu] delete
# %%
def relu(x):
    return np.maximum(x, 0)
# %% [sizes] delete
# %% [curve] delete
# %%
response_curve, response_other = 6600, 0


def find_curve(image, kernel):
    h, w = kernel.shape
    places = [(r, c) for r in range(image.shape[0] - h + 1) for c in range(image.shape[1] - w + 1)]
    return max(places, key=lambda p: (image[p[0] : p[0] + h, p[1] : p[1] + w] * kernel.astype(float)).sum())


def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out + c_out
